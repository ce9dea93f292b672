package dev.gapless.deployment.openapi;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.gapless.common.platform.EndpointRules;
import dev.gapless.common.platform.IdempotencyKey;
import dev.gapless.common.platform.dryrun.CallConditions;
import dev.gapless.common.platform.dryrun.CallPlan;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.common.platform.tenant.TenantRules;
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
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.configuration.SpringDocConfiguration;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.properties.SpringDocConfigProperties;
import org.springdoc.core.utils.SpringDocUtils;
import org.springdoc.webmvc.core.configuration.SpringDocWebMvcConfiguration;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.objenesis.SpringObjenesis;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.method.HandlerMethod;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the OpenAPI document of a service from its controllers, with springdoc. The controllers are made without their
 * constructors, so that no server is needed. What springdoc cannot know is added: what may be null, which role may
 * call, and the form of errors.
 */
final class OpenApiGenerator {

    /** The extension that names the least role: {@code viewer}, {@code operator}, {@code admin} or {@code service}. */
    static final String LEAST_ROLE = "x-least-role";

    /** The extension that tells how a tenant's caller is kept to its sources. */
    static final String TENANT_REACH = "x-tenant-reach";

    /** Of an endpoint that a ticket opens instead of a token. */
    static final String TICKET = "ticket";

    private static final String SCHEMAS = "#/components/schemas/";
    private static final JsonMapper JSON = JsonMapper.shared();

    static {
        // read by a resolver; its parameters are described below
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(CallConditions.class, CallerSources.class);
    }

    private OpenApiGenerator() {}

    static ObjectNode generate(DocumentedService service) {
        AtomicReference<String> written = new AtomicReference<>();
        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        JacksonAutoConfiguration.class,
                        HttpMessageConvertersAutoConfiguration.class,
                        DispatcherServletAutoConfiguration.class,
                        WebMvcAutoConfiguration.class,
                        SpringDocConfigProperties.class,
                        SpringDocConfiguration.class,
                        SpringDocWebMvcConfiguration.class))
                .withPropertyValues(
                        "springdoc.api-docs.version=openapi_3_1",
                        "springdoc.use-fqn=true",
                        "springdoc.default-produces-media-type=application/json")
                .withBean(OperationCustomizer.class, () -> OpenApiGenerator::describe)
                .withBean(GlobalOpenApiCustomizer.class, () -> OpenApiGenerator::addPlan)
                .withInitializer(context -> addControllers(context, service.packageName()))
                .run(context -> written.set(read(context)));
        return complete((ObjectNode) JSON.readTree(written.get()), service);
    }

    private static void addControllers(ConfigurableApplicationContext context, String packageName) {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(RestController.class));
        scanner.findCandidateComponents(packageName)
                .forEach(found -> addController(
                        (GenericApplicationContext) context,
                        ClassUtils.resolveClassName(String.valueOf(found.getBeanClassName()), null)));
    }

    private static <T> void addController(GenericApplicationContext context, Class<T> type) {
        context.registerBeanDefinition(
                type.getName(),
                BeanDefinitionBuilder.rootBeanDefinition(type, () -> new SpringObjenesis().newInstance(type, false))
                        .getBeanDefinition());
    }

    private static String read(WebApplicationContext context) throws Exception {
        return MockMvcBuilders.webAppContextSetup(context)
                .build()
                .perform(get("/v3/api-docs"))
                .andReturn()
                .getResponse()
                .getContentAsString();
    }

    private static Operation describe(Operation operation, HandlerMethod handler) {
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

    private static void addPlan(OpenAPI document) {
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

    private static ObjectNode complete(ObjectNode document, DocumentedService service) {
        document.remove(List.of("servers", "tags", "info"));
        ObjectNode schemas = (ObjectNode) document.path("components").path("schemas");
        Map<String, String> shortNames = new HashMap<>();
        for (String name : schemas.propertyNames()) {
            Class<?> type = type(name);
            sort((ObjectNode) schemas.get(name), type);
            if (type != null) {
                if (type.isRecord()) {
                    addNulls((ObjectNode) schemas.get(name), type);
                }
                shortNames.put(name, shortName(type));
            }
        }
        ObjectNode renamed = (ObjectNode) rename(document, shortNames);
        ObjectNode all = JSON.createObjectNode();
        all.put("openapi", renamed.path("openapi").asString());
        all.putObject("info").put("title", "Gapless " + service.service()).put("version", "v1");
        all.set("paths", paths((ObjectNode) renamed.path("paths")));
        ObjectNode components = all.putObject("components");
        components.set(
                "schemas", withProblem((ObjectNode) renamed.path("components").path("schemas")));
        components
                .putObject("securitySchemes")
                .putObject("bearer")
                .put("type", "http")
                .put("scheme", "bearer");
        return all;
    }

    private static @Nullable Class<?> type(String name) {
        String candidate = name;
        while (true) {
            if (ClassUtils.isPresent(candidate, null)) {
                return ClassUtils.resolveClassName(candidate, null);
            }
            int dot = candidate.lastIndexOf('.');
            if (dot < 0) {
                return null;
            }
            candidate = candidate.substring(0, dot) + "$" + candidate.substring(dot + 1);
        }
    }

    private static String shortName(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return outer == null ? type.getSimpleName() : shortName(outer) + "." + type.getSimpleName();
    }

    /** Components of records in their order, everything else by name: the same in each run. */
    private static void sort(ObjectNode schema, @Nullable Class<?> type) {
        if (!schema.has("properties")) {
            return;
        }
        ObjectNode properties = (ObjectNode) schema.path("properties");
        Set<String> names = new LinkedHashSet<>();
        if (type != null && type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                names.add(component.getName());
            }
        }
        names.retainAll(properties.propertyNames());
        names.addAll(new TreeSet<>(properties.propertyNames()));
        ObjectNode sorted = JSON.createObjectNode();
        names.forEach(name -> sorted.set(name, properties.get(name)));
        schema.set("properties", sorted);
    }

    /** What is not marked as nullable is always there. */
    private static void addNulls(ObjectNode schema, Class<?> type) {
        Set<String> always = new HashSet<>();
        addPresent(type, always);
        ObjectNode properties = (ObjectNode) schema.path("properties");
        ArrayNode required = JSON.createArrayNode();
        for (String name : properties.propertyNames()) {
            if (always.contains(name)) {
                required.add(name);
            } else {
                properties.set(name, orNull(properties.get(name)));
            }
        }
        schema.remove("required");
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
    }

    /** Members of a record that are always there, and those of the records that are written into it. */
    private static void addPresent(Class<?> type, Set<String> present) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                    addPresent(component.getType(), present);
                } else {
                    present.add(component.getName());
                }
            }
        }
    }

    private static JsonNode orNull(JsonNode schema) {
        ObjectNode changed = (ObjectNode) schema.deepCopy();
        JsonNode type = changed.path("type");
        if (type.isString()) {
            changed.putArray("type").add(type).add("null");
            if (changed.has("enum")) {
                changed.withArray("enum").addNull();
            }
            return changed;
        }
        ObjectNode either = JSON.createObjectNode();
        either.putArray("anyOf").add(changed).addObject().put("type", "null");
        return changed.has("$ref") ? either : changed;
    }

    private static JsonNode rename(JsonNode node, Map<String, String> names) {
        if (node.isArray()) {
            ArrayNode changed = JSON.createArrayNode();
            node.forEach(each -> changed.add(rename(each, names)));
            return changed;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode changed = JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String key = names.getOrDefault(member.getKey(), member.getKey());
            JsonNode value = member.getValue();
            if (key.equals("$ref") && value.asString().startsWith(SCHEMAS)) {
                String name = value.asString().substring(SCHEMAS.length());
                changed.put(key, SCHEMAS + names.getOrDefault(name, name));
            } else {
                changed.set(key, rename(value, names));
            }
        }
        return changed;
    }

    private static ObjectNode paths(ObjectNode paths) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        paths.properties().forEach(path -> sorted.put(path.getKey(), path.getValue()));
        ObjectNode all = JSON.createObjectNode();
        sorted.forEach((path, operations) -> {
            operations.properties().forEach(operation -> {
                ObjectNode body = (ObjectNode) operation.getValue();
                body.put(
                        "operationId",
                        (operation.getKey() + path).replaceAll("[{}]", "").replaceAll("[/:]", "-"));
                addAccess(body, operation.getKey(), path);
                addIdempotencyKey(body, operation.getKey(), path);
                ((ObjectNode) body.path("responses")).set("default", problemAnswer());
            });
            all.set(path, operations);
        });
        return all;
    }

    private static void addAccess(ObjectNode operation, String method, String path) {
        String role = leastRole(method.toUpperCase(Locale.ROOT), path);
        operation.put(LEAST_ROLE, role);
        operation.put(TENANT_REACH, tenantReach(method.toUpperCase(Locale.ROOT), path, role));
        if (!role.equals(TICKET)) {
            operation.putArray("security").addObject().putArray("bearer");
        }
    }

    private static void addIdempotencyKey(ObjectNode operation, String method, String path) {
        ArrayNode parameters = operation.withArray("parameters");
        parameters.removeIf(each -> each.path("name").asString().equals(IdempotencyKey.HEADER)
                || each.path("name").asString().equals("Accept"));
        if (EndpointRules.takesIdempotencyKey(method.toUpperCase(Locale.ROOT), filled(path))) {
            parameters
                    .addObject()
                    .put("name", IdempotencyKey.HEADER)
                    .put("in", "header")
                    .put("required", false)
                    .putObject("schema")
                    .put("type", "string")
                    .put("maxLength", 200);
        }
        if (parameters.isEmpty()) {
            operation.remove("parameters");
        }
    }

    private static String filled(String path) {
        return path.replaceAll("\\{[^}]*}", "x");
    }

    private static String leastRole(String method, String path) {
        if (path.startsWith("/internal/")) {
            return "service";
        }
        if (path.startsWith("/v1/live/streams/") || path.startsWith("/v1/live/durable-streams/")) {
            return TICKET;
        }
        Optional<EndpointRules.EndpointRule> rule = EndpointRules.find(method, filled(path));
        return rule.orElseThrow(
                        () -> new AssertionError("%s %s has no rule: add one to EndpointRules".formatted(method, path)))
                .least()
                .name()
                .toLowerCase(Locale.ROOT);
    }

    private static String tenantReach(String method, String path, String role) {
        if (role.equals("service")) {
            return "installation";
        }
        if (role.equals(TICKET)) {
            return TICKET;
        }
        return TenantRules.reach(method, filled(path))
                .orElseThrow(
                        () -> new AssertionError("%s %s has no rule: add one to TenantRules".formatted(method, path)))
                .name()
                .toLowerCase(Locale.ROOT);
    }

    private static ObjectNode problemAnswer() {
        ObjectNode answer = JSON.createObjectNode();
        answer.put("description", "What is wrong, and what to do about it (RFC 9457)")
                .putObject("content")
                .putObject("application/problem+json")
                .putObject("schema")
                .put("$ref", SCHEMAS + "Problem");
        return answer;
    }

    private static ObjectNode withProblem(ObjectNode schemas) {
        ObjectNode problem = JSON.createObjectNode().put("type", "object");
        ObjectNode properties = problem.putObject("properties");
        properties.putObject("title").put("type", "string");
        properties.putObject("status").put("type", "integer").put("format", "int32");
        properties.putObject("detail").put("type", "string");
        properties.putObject("instance").put("type", "string");
        properties.putObject("remedy").put("type", "string");
        Map<String, JsonNode> sorted = new TreeMap<>();
        schemas.properties().forEach(schema -> sorted.put(schema.getKey(), schema.getValue()));
        sorted.put("Problem", problem);
        ObjectNode all = JSON.createObjectNode();
        sorted.forEach(all::set);
        return all;
    }
}
