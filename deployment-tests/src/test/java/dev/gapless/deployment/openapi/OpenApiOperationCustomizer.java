package dev.gapless.deployment.openapi;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.method.HandlerMethod;

/**
 * Describes what springdoc cannot see of a handler: the status it chooses, and bytes that are not written into JSON.
 */
final class OpenApiOperationCustomizer implements OperationCustomizer {

    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        operation.setTags(null);
        MethodParameter returned = handler.getReturnType();
        if (AnnotatedElementUtils.hasAnnotation(handler.getMethod(), ResponseStatus.class)) {
            operation.getResponses().keySet().removeIf("200"::equals);
        } else if (ResponseEntity.class.isAssignableFrom(returned.getParameterType())) {
            renameStatus(operation.getResponses());
        }
        if (takesBytes(handler)) {
            operation.setRequestBody(new io.swagger.v3.oas.models.parameters.RequestBody()
                    .required(true)
                    .content(bytes()));
        }
        operation.getResponses().values().forEach(answer -> bytesAsTheyAre(answer.getContent()));
        return operation;
    }

    private static Content bytes() {
        return new Content().addMediaType("*/*", new MediaType());
    }

    /** Bytes that are not written into JSON have no schema. */
    private static void bytesAsTheyAre(@Nullable Content content) {
        if (content == null) {
            return;
        }
        content.values().stream()
                .filter(type -> type.getSchema() != null
                        && "byte".equals(type.getSchema().getFormat()))
                .forEach(type -> type.setSchema(null));
        MediaType json = content.get("application/json");
        if (json != null && json.getSchema() == null) {
            content.remove("application/json");
            content.putAll(bytes());
        }
    }

    /** The method chooses the status itself, among those of success. */
    private static void renameStatus(ApiResponses responses) {
        ApiResponse answer = responses.remove("200");
        if (answer != null) {
            responses.addApiResponse("2XX", answer.description("Success"));
        }
    }

    private static boolean takesBytes(HandlerMethod handler) {
        for (MethodParameter parameter : handler.getMethodParameters()) {
            if (parameter.getParameterType() == InputStream.class
                    || (parameter.hasParameterAnnotation(RequestBody.class)
                            && parameter.getParameterType() == byte[].class)) {
                return true;
            }
        }
        return false;
    }
}
