package dev.gapless.deployment.openapi;

import static dev.gapless.deployment.openapi.ServiceFilters.call;
import static dev.gapless.deployment.openapi.ServiceFilters.tenantToken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.AuditLogEntry;
import dev.gapless.common.platform.CallerRole;
import dev.gapless.common.platform.CallerTokens;
import dev.gapless.common.platform.tenant.TenantFilter;
import dev.gapless.deployment.openapi.DocumentedService.DocumentedOperation;
import dev.gapless.deployment.openapi.ServiceFilters.MatrixCaller;
import dev.gapless.deployment.openapi.ServiceFilters.PassedCall;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.yaml.snakeyaml.Yaml;

/**
 * Each endpoint is called by each role, of the whole installation and of a tenant, through the filters that the
 * services have. Who passes is what the document says. A tenant's caller asks for its source, for that of another
 * tenant, and for one that nobody has.
 */
class EndpointRoleMatrixTest {

    private static final Set<String> READING = Set.of("GET", "HEAD");

    private static final String TENANT = ServiceFilters.TENANT;
    private static final String OWN = ServiceFilters.OWN;
    private static final String FOREIGN = ServiceFilters.FOREIGN;
    private static final String UNKNOWN = "nobody's-source";

    @TempDir
    private Path directory;

    private final List<AuditLogEntry> written = new ArrayList<>();

    private ServiceFilters filters() {
        return new ServiceFilters(directory, written::add);
    }

    @ParameterizedTest
    @EnumSource(DocumentedService.class)
    void each_endpoint_is_open_to_the_roles_that_its_document_names(DocumentedService service) throws IOException {
        List<DocumentedOperation> operations = service.operations();
        List<String> wrong = new ArrayList<>();
        filters().run(service, context -> {
            Filter filters = ServiceFilters.chain(context);
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
        filters().run(service, context -> {
            Filter filters = ServiceFilters.chain(context);
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
        PassedCall own = callNamed(filters, operation, OWN, token);
        PassedCall foreign = callNamed(filters, operation, FOREIGN, token);
        PassedCall unknown = callNamed(filters, operation, UNKNOWN, token);
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
                    && List.of("handler", "open", OpenApiAccess.TICKET).contains(reach);
        }
        if (!right) {
            wrong.add("%s (%s) by a tenant's %s: own %s, foreign %s, unknown %s"
                    .formatted(operation, reach, role, own, foreign, unknown));
        }
        if (named && may && callNamed(filters, operation, null, token).passed()) {
            wrong.add("%s by a tenant's %s: passed without a source, or with two".formatted(operation, role));
        }
    }

    private static PassedCall renamed(PassedCall call, String name, String as) {
        return new PassedCall(call.passed(), call.status(), call.body().replace(name, as));
    }

    /** @param source null to name none, and to name the own and the foreign one where a query does */
    private static PassedCall callNamed(
            Filter filters, DocumentedOperation operation, @Nullable String source, String token) throws Exception {
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
        filters().run(DocumentedService.SCHEDULER, context -> {
            Filter filters = ServiceFilters.chain(context);
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
        filters().run(DocumentedService.SCHEDULER, context -> {
            Filter filters = ServiceFilters.chain(context);
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
        filters().run(DocumentedService.SCHEDULER, "gapless.access.tenants.acme.requests-per-minute=3", context -> {
            Filter filters = ServiceFilters.chain(context);
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
        filters().run(service, context -> {
            Filter filters = ServiceFilters.chain(context);
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
        filters().run(DocumentedService.SCHEDULER, context -> {
            Filter filters = ServiceFilters.chain(context);
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
}
