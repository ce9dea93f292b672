package dev.gapless.deployment.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.AuditLogEntry;
import dev.gapless.common.platform.ApiTokenFinder;
import dev.gapless.common.platform.ApiTokenFinder.KnownCaller;
import dev.gapless.common.platform.AuditLogSink;
import dev.gapless.common.platform.CallerRole;
import dev.gapless.common.platform.CallerTokens;
import dev.gapless.common.platform.PlatformAutoConfiguration;
import dev.gapless.common.platform.tenant.CallerTenant;
import dev.gapless.common.platform.tenant.TenantFilter;
import dev.gapless.common.platform.tenant.TenantSources;
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
 * Each endpoint is called by each role, of the whole installation and of a tenant, through the filters that the
 * services have. Who passes is what the document says. A tenant's caller asks for its source, for that of another
 * tenant, and for one that nobody has.
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

    private static final String TENANT = "acme";
    private static final String OWN = "own-source";
    private static final String FOREIGN = "foreign-source";
    private static final String UNKNOWN = "nobody's-source";

    /** What the filters made of a call. */
    private record PassedCall(boolean passed, int status, String body) {}

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
    void a_tenants_caller_reaches_its_own_sources_and_others_are_as_if_they_were_not_there(DocumentedService service)
            throws IOException {
        List<DocumentedOperation> operations = service.operations();
        List<String> wrong = new ArrayList<>();
        run(service, context -> {
            Filter filters = context.getBean("springSecurityFilterChain", Filter.class);
            for (DocumentedOperation operation : operations) {
                for (CallerRole role : CallerRole.values()) {
                    checkTenant(filters, operation, role, wrong);
                }
            }
        });
        assertThat(operations).isNotEmpty();
        assertThat(wrong).as("the reach differs from %s", service.file()).isEmpty();
    }

    private void checkTenant(Filter filters, DocumentedOperation operation, CallerRole role, List<String> wrong)
            throws Exception {
        boolean may = MatrixCaller.valueOf(role.name()).may(operation.leastRole());
        String reach = operation.tenantReach();
        String token = tenantToken(role);
        PassedCall own = call(filters, operation, OWN, token);
        PassedCall foreign = call(filters, operation, FOREIGN, token);
        PassedCall unknown = call(filters, operation, UNKNOWN, token);
        boolean named = reach.equals("path") || reach.equals("query");
        boolean right;
        if (!may) {
            right = !own.passed() && own.status() == 403 && own.equals(foreign) && own.equals(unknown);
        } else if (named) {
            right = own.passed()
                    && !foreign.passed()
                    && foreign.status() == 404
                    && foreign.equals(renamed(unknown, UNKNOWN, FOREIGN));
        } else if (reach.equals("installation")) {
            right = !own.passed() && own.status() == 403 && own.equals(foreign) && own.equals(unknown);
        } else {
            right = own.passed()
                    && List.of("handler", "open", OpenApiGenerator.TICKET).contains(reach);
        }
        if (!right) {
            wrong.add("%s (%s) by a tenant's %s: own %s, foreign %s, unknown %s"
                    .formatted(operation, reach, role, own, foreign, unknown));
        }
        if (named && may && call(filters, operation, null, token).passed()) {
            wrong.add("%s by a tenant's %s: passed without a source, or with two".formatted(operation, role));
        }
    }

    private static PassedCall renamed(PassedCall call, String name, String as) {
        return new PassedCall(call.passed(), call.status(), call.body().replace(name, as));
    }

    private static String tenantToken(CallerRole role) {
        return CallerTokens.PREFIX + TENANT + "_" + role;
    }

    /** @param source null to name none, and to name the own and the foreign one where a query does */
    private static PassedCall call(Filter filters, DocumentedOperation operation, @Nullable String source, String token)
            throws Exception {
        String path = filled(operation.path().replace("{source}", source == null ? FOREIGN : source));
        MockHttpServletRequest request = new MockHttpServletRequest(operation.method(), path);
        if (source == null) {
            request.addParameter("source", OWN, FOREIGN);
        } else {
            request.addParameter("source", source);
        }
        return call(filters, request, token);
    }

    @Test
    void the_tenant_header_narrows_and_never_widens() {
        run(DocumentedService.SCHEDULER, context -> {
            Filter filters = context.getBean("springSecurityFilterChain", Filter.class);
            String everywhere = MatrixCaller.ADMIN.token();
            String within = tenantToken(CallerRole.ADMIN);
            assertThat(call(filters, within(OWN, TENANT), everywhere).passed()).isTrue();
            assertThat(call(filters, within(FOREIGN, TENANT), everywhere).status())
                    .isEqualTo(404);
            assertThat(call(filters, within(FOREIGN, "other"), everywhere).passed())
                    .isTrue();
            assertThat(call(filters, within(OWN, TENANT), within).passed()).isTrue();
            assertThat(call(filters, within(FOREIGN, "other"), within).status()).isEqualTo(403);
            assertThat(call(filters, within(OWN, "other"), within))
                    .as("the same for a tenant that is there and one that is not")
                    .isEqualTo(call(filters, within(OWN, "none"), within));
            assertThat(call(filters, within(FOREIGN, "*"), everywhere).status()).isEqualTo(400);
            MockHttpServletRequest twice = within(FOREIGN, TENANT);
            twice.addHeader(TenantFilter.HEADER, "other");
            assertThat(call(filters, twice, everywhere).status()).isEqualTo(400);
            assertThat(call(filters, within(OWN, "other"), CallerTokens.PREFIX + "nowhere"))
                    .as("a token of which no tenant is known")
                    .extracting(PassedCall::passed, PassedCall::status)
                    .containsExactly(false, 403);
        });
    }

    private static MockHttpServletRequest within(String source, String tenant) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/v1/sources/" + source);
        request.addHeader(TenantFilter.HEADER, tenant);
        return request;
    }

    @Test
    void a_foreign_source_that_is_written_in_codes_is_the_same_source() {
        run(DocumentedService.SCHEDULER, context -> {
            Filter filters = context.getBean("springSecurityFilterChain", Filter.class);
            String token = tenantToken(CallerRole.ADMIN);
            for (String path : List.of(
                    "/v1/sources/%66oreign-source",
                    "/v1/%73ources/foreign-source",
                    "/v1/sources/own-source;x=foreign-source/../foreign-source",
                    "/v1/accounts/own-source%2F..%2Fforeign-source/x",
                    "/v1/sources//foreign-source",
                    "/v1/sources/foreign-source/")) {
                assertThat(call(filters, "GET", path, token).passed()).as(path).isFalse();
            }
            assertThat(call(filters, "GET", "/v1/sources/%6Fwn-source", token).passed())
                    .isTrue();
        });
    }

    @Test
    void requests_beyond_a_tenants_quota_wait_and_those_of_others_do_not() {
        run(DocumentedService.SCHEDULER, "gapless.access.tenants.acme.requests-per-minute=3", context -> {
            Filter filters = context.getBean("springSecurityFilterChain", Filter.class);
            for (int i = 0; i < 3; i++) {
                assertThat(call(filters, "GET", "/v1/gaps", tenantToken(CallerRole.VIEWER))
                                .passed())
                        .isTrue();
            }
            PassedCall beyond = call(filters, "GET", "/v1/gaps", tenantToken(CallerRole.ADMIN));
            assertThat(beyond.passed()).isFalse();
            assertThat(beyond.status()).isEqualTo(429);
            assertThat(call(filters, "GET", "/v1/gaps", MatrixCaller.VIEWER.token())
                            .passed())
                    .isTrue();
        });
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
                boolean closed = !call(filters, "GET", path.getKey(), tenantToken(CallerRole.ADMIN))
                        .passed();
                if (closed == path.getValue().equals("open")) {
                    wrong.add("%s by a tenant's administrator: closed %s".formatted(path.getKey(), closed));
                }
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
        return call(filters, new MockHttpServletRequest(method, path), token);
    }

    private static PassedCall call(Filter filters, MockHttpServletRequest request, @Nullable String token)
            throws Exception {
        request.setServletPath(URLDecoder.decode(request.getRequestURI(), StandardCharsets.UTF_8));
        if (token != null && !token.endsWith(MatrixCaller.NOBODY.name())) {
            request.addHeader("Authorization", "Bearer " + token);
        }
        MockHttpServletResponse response = new MockHttpServletResponse();
        MockFilterChain handler = new MockFilterChain();
        filters.doFilter(request, response, handler);
        return new PassedCall(handler.getRequest() != null, response.getStatus(), response.getContentAsString());
    }

    private void run(DocumentedService service, ContextConsumer<AssertableWebApplicationContext> test) {
        run(service, "gapless.access.tenants.acme.requests-per-minute=1000000", test);
    }

    private void run(DocumentedService service, String quota, ContextConsumer<AssertableWebApplicationContext> test) {
        WebApplicationContextRunner runner = new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        SecurityAutoConfiguration.class,
                        ServletWebSecurityAutoConfiguration.class,
                        PlatformAutoConfiguration.class,
                        dev.gapless.common.platform.SecurityAutoConfiguration.class))
                .withPropertyValues(
                        "gapless.service-token-file=" + file("service", SERVICE_TOKEN),
                        "gapless.admin-token-file=" + file("admin", ADMIN_FILE_TOKEN),
                        "gapless.live.allowed-origins=",
                        "gapless.access.rate.per-second=100000",
                        "gapless.access.rate.burst=100000",
                        quota)
                .withBean(TenantSources.class, () -> tenant -> Set.of(tenant.equals(TENANT) ? OWN : FOREIGN))
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
                return Optional.of(new KnownCaller(role.name(), role, CallerTenant.EVERY));
            }
            if (CallerTokens.digest(tenantToken(role)).equals(digest)) {
                return Optional.of(new KnownCaller(role + "@" + TENANT, role, TENANT));
            }
        }
        return CallerTokens.digest(CallerTokens.PREFIX + "nowhere").equals(digest)
                ? Optional.of(new KnownCaller("nowhere", CallerRole.ADMIN, null))
                : Optional.empty();
    }
}
