package dev.gapless.deployment.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.platform.ApiTokenFinder;
import dev.gapless.common.platform.ApiTokenFinder.KnownCaller;
import dev.gapless.common.platform.AuditLogSink;
import dev.gapless.common.platform.CallerRole;
import dev.gapless.common.platform.CallerTokens;
import dev.gapless.common.platform.PlatformAutoConfiguration;
import dev.gapless.common.platform.tenant.CallerTenant;
import dev.gapless.common.platform.tenant.TenantSources;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

/** The filters of a service, with callers of each role, of the installation and of a tenant. No server is needed. */
final class ServiceFilters {

    /** The tenant of some callers. */
    static final String TENANT = "acme";

    /** A source of that tenant. */
    static final String OWN = "own-source";

    /** A source of another tenant. */
    static final String FOREIGN = "foreign-source";

    private static final String SERVICE_TOKEN = "the-token-of-services-in-this-test";
    private static final String ADMIN_FILE_TOKEN = "the-token-of-the-first-administrator";

    /** What the filters made of a call. */
    record PassedCall(boolean passed, int status, String body) {}

    /** Who calls; each may do what those before it may. */
    enum MatrixCaller {
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
            return leastRole.equals(OpenApiAccess.TICKET)
                    || (compareTo(STRANGER) > 0 && compareTo(valueOf(leastRole.toUpperCase(Locale.ROOT))) >= 0);
        }

        int refusal() {
            return compareTo(STRANGER) > 0 ? 403 : 401;
        }
    }

    private final Path directory;
    private final AuditLogSink log;

    /**
     * Filters with tokens of their own.
     *
     * @param directory for files of tokens
     * @param log hears what is written into the audit log
     */
    ServiceFilters(Path directory, AuditLogSink log) {
        this.directory = directory;
        this.log = log;
    }

    static Filter chain(AssertableWebApplicationContext context) {
        return context.getBean("springSecurityFilterChain", Filter.class);
    }

    static String tenantToken(CallerRole role) {
        return CallerTokens.PREFIX + TENANT + "_" + role;
    }

    static PassedCall call(Filter filters, String method, String path, @Nullable String token) throws Exception {
        return call(filters, new MockHttpServletRequest(method, path), token);
    }

    static PassedCall call(Filter filters, MockHttpServletRequest request, @Nullable String token) throws Exception {
        request.setServletPath(URLDecoder.decode(request.getRequestURI(), StandardCharsets.UTF_8));
        if (token != null && !token.endsWith(MatrixCaller.NOBODY.name())) {
            request.addHeader("Authorization", "Bearer " + token);
        }
        MockHttpServletResponse response = new MockHttpServletResponse();
        MockFilterChain handler = new MockFilterChain();
        filters.doFilter(request, response, handler);
        return new PassedCall(handler.getRequest() != null, response.getStatus(), response.getContentAsString());
    }

    void run(DocumentedService service, ContextConsumer<AssertableWebApplicationContext> test) {
        run(service, "gapless.access.tenants.acme.requests-per-minute=1000000", test);
    }

    void run(DocumentedService service, String quota, ContextConsumer<AssertableWebApplicationContext> test) {
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
                .withBean(ApiTokenFinder.class, () -> ServiceFilters::find)
                .withBean(AuditLogSink.class, () -> log);
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
