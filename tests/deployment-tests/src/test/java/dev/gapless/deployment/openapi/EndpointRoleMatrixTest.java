package dev.gapless.deployment.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.AuditLogEntry;
import dev.gapless.common.platform.ApiTokenFinder;
import dev.gapless.common.platform.ApiTokenFinder.KnownCaller;
import dev.gapless.common.platform.AuditLogSink;
import dev.gapless.common.platform.CallerRole;
import dev.gapless.common.platform.CallerTokens;
import dev.gapless.common.platform.PlatformAutoConfiguration;
import dev.gapless.deployment.openapi.DocumentedService.DocumentedOperation;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.ClassUtils;
import org.yaml.snakeyaml.Yaml;

/**
 * Each endpoint is called by each role through the filters that the services have: who passes is what the document
 * says.
 */
class EndpointRoleMatrixTest {

    private static final String SERVICE_TOKEN = "the-token-of-services-in-this-test";
    private static final String ADMIN_FILE_TOKEN = "the-token-of-the-first-administrator";
    private static final Set<String> READING = Set.of("GET", "HEAD");

    /** Who calls; each may do what those before it may. */
    private enum MatrixCaller {
        NOBODY,
        STRANGER,
        VIEWER,
        OPERATOR,
        ADMIN,
        SERVICE;

        String token() {
            return this == SERVICE ? SERVICE_TOKEN : CallerTokens.PREFIX + name();
        }

        boolean may(String leastRole) {
            return leastRole.equals(OpenApiGenerator.TICKET)
                    || (compareTo(STRANGER) > 0 && compareTo(valueOf(leastRole.toUpperCase(Locale.ROOT))) >= 0);
        }

        int refusal() {
            return compareTo(STRANGER) > 0 ? 403 : 401;
        }
    }

    /** What the filters made of a call. */
    private record PassedCall(boolean passed, int status) {}

    @TempDir
    private Path directory;

    private final List<AuditLogEntry> written = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(DocumentedService.class)
    void each_endpoint_is_open_to_the_roles_that_its_document_names(DocumentedService service) throws IOException {
        List<DocumentedOperation> operations = service.operations();
        List<String> wrong = new ArrayList<>();
        run(service, context -> {
            Filter filters = context.getBean("springSecurityFilterChain", Filter.class);
            for (DocumentedOperation operation : operations) {
                for (MatrixCaller caller : MatrixCaller.values()) {
                    check(filters, operation, caller, wrong);
                }
            }
        });
        assertThat(operations).isNotEmpty();
        assertThat(wrong).as("the rules differ from %s", service.file()).isEmpty();
    }

    private void check(Filter filters, DocumentedOperation operation, MatrixCaller caller, List<String> wrong)
            throws Exception {
        written.clear();
        PassedCall call = call(filters, operation.method(), filled(operation.path()), caller.token());
        boolean may = caller.may(operation.leastRole());
        if (call.passed() != may || (!may && call.status() != caller.refusal())) {
            wrong.add("%s by %s: %s, expected %s".formatted(operation, caller, call, may ? "passed" : "refused"));
        }
        boolean changes = !READING.contains(operation.method())
                && operation.path().startsWith("/v1/")
                && !operation.leastRole().equals("viewer");
        if (written.size() != (may && changes ? 2 : 0)) {
            wrong.add("%s by %s: %d entries in the audit log".formatted(operation, caller, written.size()));
        }
    }

    @ParameterizedTest
    @EnumSource(DocumentedService.class)
    void what_no_document_names_is_for_administrators(DocumentedService service) {
        Map<String, String> paths = Map.of(
                "/actuator/health", "open",
                "/actuator/health/readiness", "open",
                "/livez", "open",
                "/readyz", "open",
                "/actuator/prometheus", "viewer",
                "/actuator/env", "admin",
                "/actuator", "admin",
                "/v3/api-docs", "admin",
                "/internal/v1/anything", "service",
                "/v1/anything", "viewer");
        List<String> wrong = new ArrayList<>();
        run(service, context -> {
            Filter filters = context.getBean("springSecurityFilterChain", Filter.class);
            for (Map.Entry<String, String> path : paths.entrySet()) {
                for (MatrixCaller caller : MatrixCaller.values()) {
                    boolean open = path.getValue().equals("open");
                    // a token that is shown is looked at, also where none is asked for
                    String token = open ? null : caller.token();
                    boolean passed = call(filters, "GET", path.getKey(), token).passed();
                    if (passed != (open || caller.may(path.getValue()))) {
                        wrong.add("%s by %s: passed %s".formatted(path.getKey(), caller, passed));
                    }
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void a_path_that_is_written_in_codes_is_the_same_path() {
        run(DocumentedService.SCHEDULER, context -> {
            Filter filters = context.getBean("springSecurityFilterChain", Filter.class);
            assertThat(call(filters, "POST", "/%761/stops", MatrixCaller.VIEWER.token())
                            .passed())
                    .isFalse();
            assertThat(call(filters, "POST", "/%761/stops", MatrixCaller.OPERATOR.token())
                            .passed())
                    .isTrue();
            assertThat(call(filters, "POST", "/i%6Eternal/v1/tokens:find", MatrixCaller.ADMIN.token())
                            .passed())
                    .isFalse();
        });
        assertThat(written).as("entries of the one call that passed").hasSize(2);
    }

    @Test
    void services_show_no_other_management_endpoint() throws IOException {
        try (var modules = Files.list(Path.of("..", ".."))) {
            List<Path> settings = modules.map(module -> module.resolve("src/main/resources"))
                    .filter(Files::isDirectory)
                    .flatMap(EndpointRoleMatrixTest::serviceSettings)
                    .toList();
            assertThat(settings).hasSizeGreaterThanOrEqualTo(6);
            for (Path file : settings) {
                Map<String, Object> all = new Yaml().load(Files.readString(file));
                assertThat(String.valueOf(all.get("management")))
                        .as(file.toString())
                        .contains("exposure={include=health,prometheus}");
            }
        }
    }

    private static Stream<Path> serviceSettings(Path resources) {
        try (var files = Files.list(resources)) {
            return files.filter(file -> file.toString().endsWith("-service.yaml")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String filled(String path) {
        return path.replaceAll("\\{[^}]*}", "x");
    }

    private static PassedCall call(Filter filters, String method, String path, @Nullable String token)
            throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest(method, path);
        request.setServletPath(URLDecoder.decode(path, StandardCharsets.UTF_8));
        if (token != null && !token.endsWith(MatrixCaller.NOBODY.name())) {
            request.addHeader("Authorization", "Bearer " + token);
        }
        MockHttpServletResponse response = new MockHttpServletResponse();
        MockFilterChain handler = new MockFilterChain();
        filters.doFilter(request, response, handler);
        return new PassedCall(handler.getRequest() != null, response.getStatus());
    }

    private void run(DocumentedService service, ContextConsumer<AssertableWebApplicationContext> test) {
        WebApplicationContextRunner runner = new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        SecurityAutoConfiguration.class,
                        ServletWebSecurityAutoConfiguration.class,
                        PlatformAutoConfiguration.class,
                        dev.gapless.common.platform.SecurityAutoConfiguration.class))
                .withPropertyValues(
                        "gapless.service-token-file=" + file("service", SERVICE_TOKEN),
                        "gapless.admin-token-file=" + file("admin", ADMIN_FILE_TOKEN),
                        "gapless.live.allowed-origins=")
                .withBean(ApiTokenFinder.class, () -> EndpointRoleMatrixTest::find)
                .withBean(AuditLogSink.class, () -> written::add);
        if (service == DocumentedService.LIVE) {
            // package-private there
            runner = runner.withUserConfiguration(
                    ClassUtils.resolveClassName("dev.gapless.live.tickets.TicketWiring", null));
        }
        runner.run(context -> {
            assertThat(context).hasNotFailed();
            test.accept(context);
        });
    }

    private Path file(String name, String token) {
        try {
            return Files.writeString(directory.resolve(name), token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<KnownCaller> find(String digest) {
        for (CallerRole role : CallerRole.values()) {
            if (CallerTokens.digest(CallerTokens.PREFIX + role.name()).equals(digest)) {
                return Optional.of(new KnownCaller(role.name(), role));
            }
        }
        return Optional.empty();
    }
}
