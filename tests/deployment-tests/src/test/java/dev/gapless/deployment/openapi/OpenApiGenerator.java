package dev.gapless.deployment.openapi;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import dev.gapless.common.platform.dryrun.CallConditions;
import dev.gapless.common.platform.tenant.CallerSources;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
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
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.objenesis.SpringObjenesis;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the OpenAPI document of a service from its controllers, with springdoc. The controllers are made without their
 * constructors, so that no server is needed. What springdoc cannot know is added: what may be null, which role may
 * call, and the form of errors.
 */
final class OpenApiGenerator {

    private static final String SCHEMAS = "#/components/schemas/";
    private static final JsonMapper JSON = JsonMapper.shared();

    static {
        // read by a resolver; OpenApiOperations describes the parameters of the first
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
                .withBean(OperationCustomizer.class, () -> OpenApiOperations::describe)
                .withBean(GlobalOpenApiCustomizer.class, () -> OpenApiOperations::addPlan)
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
                OpenApiAccess.addAccess(body, operation.getKey(), path);
                OpenApiAccess.addIdempotencyKey(body, operation.getKey(), path);
                ((ObjectNode) body.path("responses")).set("default", problemAnswer());
            });
            all.set(path, operations);
        });
        return all;
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
}
