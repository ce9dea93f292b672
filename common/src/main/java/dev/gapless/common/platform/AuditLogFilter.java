package dev.gapless.common.platform;

import dev.gapless.common.message.AuditLogEntry;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.common.secret.SecretRedaction;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.PathContainer;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Writes who changes what: an entry before the call is carried out, and one with its status. Bodies are not in it,
 * since they may hold credentials, and secrets in a query are replaced. Calls between services are not either.
 */
final class AuditLogFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLogFilter.class);
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    /** Compared as the handlers are: a character of the path may be written as its code. */
    private static final PathPattern OPERATED = PathPatternParser.defaultInstance.parse("/v1/**");

    private final AuditLogSink log;
    private final String service;
    private final boolean required;

    AuditLogFilter(AuditLogSink log, String service, boolean required) {
        this.log = log;
        this.service = service;
        this.required = required;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return READING.contains(request.getMethod())
                || !OPERATED.matches(PathContainer.parsePath(request.getRequestURI()))
                || EndpointRules.isReading(request.getMethod(), request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String call = UUID.randomUUID().toString();
        if (!append(request, call, null) && required) {
            ProblemAnswer.write(
                    response,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "audit log: not reachable (expected: an entry for every changing call)",
                    "Start the scheduler and its database, and try again.");
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            boolean _ = append(request, call, response.getStatus());
        }
    }

    private boolean append(HttpServletRequest request, String call, @Nullable Integer status) {
        String query = request.getQueryString();
        String path = SecretRedaction.redact(request.getRequestURI() + (query == null ? "" : "?" + query));
        String caller = request.getRemoteUser() == null ? "nobody" : request.getRemoteUser();
        try {
            String tenant = CallerSources.of(request).tenant();
            log.append(new AuditLogEntry(service, caller, call, request.getMethod(), path, status, tenant));
            return true;
        } catch (RuntimeException e) {
            LOG.error(
                    "audit-log-entry-not-written caller={} method={} path={} status={} cause={}",
                    caller,
                    request.getMethod(),
                    request.getRequestURI(),
                    status,
                    e.toString());
            return false;
        }
    }
}
