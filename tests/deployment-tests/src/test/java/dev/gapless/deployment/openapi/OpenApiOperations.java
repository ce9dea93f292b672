package dev.gapless.deployment.openapi;

import dev.gapless.common.platform.dryrun.CallConditions;
import dev.gapless.common.platform.dryrun.CallPlan;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.BooleanSchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.method.HandlerMethod;

/** Operations of a document as their handlers are: statuses, bodies of bytes, and dry runs. */
final class OpenApiOperations {

    private static final String SCHEMAS = "#/components/schemas/";

    private OpenApiOperations() {}

    /** What the handler tells and springdoc leaves out: its status, bytes, and dry runs. */
    static Operation describe(Operation operation, HandlerMethod handler) {
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
        if (isPlanned(handler)) {
            describePlan(operation);
        }
        return operation;
    }

    private static boolean isPlanned(HandlerMethod handler) {
        return Arrays.stream(handler.getMethodParameters())
                .anyMatch(parameter -> parameter.getParameterType() == CallConditions.class);
    }

    /** A dry run answers 200 with a type of its own, beside what the real call answers. */
    private static void describePlan(Operation operation) {
        operation.addParametersItem(parameter("query", CallConditions.DRY_RUN, new BooleanSchema()));
        operation.addParametersItem(parameter("header", HttpHeaders.IF_MATCH, new StringSchema()));
        operation.addParametersItem(
                parameter("query", CallConditions.OVERRIDE, new ArraySchema().items(new StringSchema())));
        operation.addParametersItem(parameter("query", CallConditions.OVERRIDE_REASON, new StringSchema()));
        String status = operation.getResponses().containsKey("2XX") ? "2XX" : "200";
        ApiResponse answer = operation
                .getResponses()
                .computeIfAbsent(status, absent -> new ApiResponse().description("What the call would do"));
        Content content = answer.getContent() == null ? new Content() : answer.getContent();
        answer.setContent(content.addMediaType(
                CallPlan.MEDIA_TYPE, new MediaType().schema(new Schema<>().$ref(SCHEMAS + CallPlan.class.getName()))));
    }

    private static Parameter parameter(String in, String name, Schema<?> schema) {
        return new Parameter().in(in).name(name).required(false).schema(schema);
    }

    /** The answer of dry runs, if any operation has one. */
    static void addPlan(OpenAPI document) {
        boolean planned = document.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .flatMap(operation -> operation.getParameters() == null
                        ? Stream.<Parameter>empty()
                        : operation.getParameters().stream())
                .anyMatch(parameter -> CallConditions.OVERRIDE.equals(parameter.getName()));
        if (planned) {
            ModelConverters.getInstance(true)
                    .readAll(new AnnotatedType(CallPlan.class))
                    .forEach(document.getComponents()::addSchemas);
        }
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
