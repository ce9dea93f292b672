package dev.gapless.deployment.openapi;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import dev.gapless.common.platform.EndpointRules;
import dev.gapless.common.platform.IdempotencyKey;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.springdoc.core.configuration.SpringDocConfiguration;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.properties.SpringDocConfigProperties;
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
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.objenesis.SpringObjenesis;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;
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

    /** Of an endpoint that a ticket opens instead of a token. */
    static final String TICKET = "ticket";

    private static final JsonMapper JSON = JsonMapper.shared();

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
                .withBean(OperationCustomizer.class, OpenApiOperationCustomizer::new)
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

    private static ObjectNode complete(ObjectNode document, DocumentedService service) {
        document.remove(List.of("servers", "tags", "info"));
        ObjectNode renamed = OpenApiSchemas.complete(document);
        ObjectNode all = JSON.createObjectNode();
        all.put("openapi", renamed.path("openapi").asString());
        all.putObject("info").put("title", "Gapless " + service.service()).put("version", "v1");
        all.set("paths", paths((ObjectNode) renamed.path("paths")));
        ObjectNode components = all.putObject("components");
        components.set("schemas", OpenApiSchemas.withProblem((ObjectNode)
                renamed.path("components").path("schemas")));
        components
                .putObject("securitySchemes")
                .putObject("bearer")
                .put("type", "http")
                .put("scheme", "bearer");
        return all;
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
        if (path.startsWith("/v1/live/streams/")) {
            return TICKET;
        }
        Optional<EndpointRules.EndpointRule> rule = EndpointRules.find(method, filled(path));
        return rule.orElseThrow(
                        () -> new AssertionError("%s %s has no rule: add one to EndpointRules".formatted(method, path)))
                .least()
                .name()
                .toLowerCase(Locale.ROOT);
    }

    private static ObjectNode problemAnswer() {
        ObjectNode answer = JSON.createObjectNode();
        answer.put("description", "What is wrong, and what to do about it (RFC 9457)")
                .putObject("content")
                .putObject("application/problem+json")
                .putObject("schema")
                .put("$ref", OpenApiSchemas.REFERENCE + "Problem");
        return answer;
    }
}
