package dev.gapless.common.platform.tenant;

import dev.gapless.common.platform.ProblemAnswer;
import dev.gapless.common.platform.tenant.TenantRules.FoundRule;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps each caller to the sources of its tenant. A source of another tenant is answered as one that no tenant has,
 * before any handler sees the call. Handlers of endpoints that name no source in their address get
 * {@link CallerSources}.
 */
public final class TenantFilter extends OncePerRequestFilter {

    /** The header by which a caller of the whole installation acts within one tenant. */
    public static final String HEADER = "Gapless-Tenant";

    private static final Logger LOG = LoggerFactory.getLogger(TenantFilter.class);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int RETRY_SECONDS = 5;

    private final TenantSources tenants;
    private final TenantRequestRates rates;

    public TenantFilter(TenantSources tenants, TenantProperties properties, LongSupplier nanoClock) {
        this.tenants = tenants;
        this.rates = new TenantRequestRates(properties, nanoClock);
    }

    /** A path that is open to all has no caller, and its handler sees no source. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        return caller == null || caller instanceof AnonymousAuthenticationToken;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        String own = caller == null ? null : CallerTenant.of(caller);
        if (own == null) {
            refuse(
                    response,
                    "tenant: none in the token (expected: a tenant, or %s)".formatted(CallerTenant.EVERY),
                    "Use a token of a tenant; docs/operations/tenants.md tells how one is made.");
            return;
        }
        List<String> named = Collections.list(request.getHeaders(HEADER));
        if (named.size() > 1 || !named.stream().allMatch(CallerTenant::isName)) {
            ProblemAnswer.write(
                    response,
                    HttpStatus.BAD_REQUEST,
                    "%s: not a tenant's name (expected: once, as %s)".formatted(HEADER, CallerTenant.form()),
                    "Leave it out, or name one tenant.");
            return;
        }
        String asked = named.isEmpty() ? own : named.getFirst();
        if (!own.equals(CallerTenant.EVERY) && !own.equals(asked)) {
            refuse(response, HEADER + ": not your tenant (expected: yours, or none)", "Leave the header out.");
            return;
        }
        if (asked.equals(CallerTenant.EVERY)) {
            CallerSources.ALL.attach(request);
            chain.doFilter(request, response);
        } else {
            within(asked, request, response, chain);
        }
    }

    private void within(String tenant, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        int wait = rates.take(tenant);
        if (wait > 0) {
            response.setIntHeader(HttpHeaders.RETRY_AFTER, wait);
            ProblemAnswer.write(
                    response,
                    HttpStatus.valueOf(TOO_MANY_REQUESTS),
                    "requests: more than the quota of your tenant (expected: fewer a minute)",
                    "Try again after the seconds that Retry-After names.");
            return;
        }
        FoundRule rule = TenantRules.find(request.getMethod(), request.getRequestURI());
        if (rule.reach() == TenantReach.INSTALLATION) {
            refuse(
                    response,
                    "tenant: does not allow %s of this path (expected: a caller of the whole installation)"
                            .formatted(request.getMethod()),
                    "Ask an operator of the installation; docs/operations/tenants.md lists such paths.");
            return;
        }
        CallerSources sources;
        try {
            sources = new CallerSources(tenant, known(tenant));
        } catch (RuntimeException e) {
            LOG.warn("tenant-sources-unanswered tenant={} cause={}", tenant, e.toString());
            response.setIntHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
            ProblemAnswer.write(
                    response,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "tenant: its sources cannot be looked up now (expected: an answer of the scheduler)",
                    "Try again in some seconds.");
            return;
        }
        if (namesForeign(rule, request, sources)) {
            ProblemAnswer.write(
                    response, HttpStatus.NOT_FOUND, CallerSources.detail(source(rule, request)), CallerSources.REMEDY);
            return;
        }
        sources.attach(request);
        chain.doFilter(request, response);
    }

    private Set<String> known(String tenant) {
        return tenants.of(tenant);
    }

    private static boolean namesForeign(FoundRule rule, HttpServletRequest request, CallerSources sources) {
        return (rule.reach() == TenantReach.PATH || rule.reach() == TenantReach.QUERY)
                && !sources.include(source(rule, request));
    }

    /** Null where it is not named exactly once. */
    private static @Nullable String source(FoundRule rule, HttpServletRequest request) {
        if (rule.reach() == TenantReach.PATH) {
            return rule.source();
        }
        String[] named = request.getParameterValues(TenantRules.SOURCE);
        return named != null && named.length == 1 ? named[0] : null;
    }

    private static void refuse(HttpServletResponse response, String detail, String remedy) throws IOException {
        ProblemAnswer.write(response, HttpStatus.FORBIDDEN, detail, remedy);
    }
}
