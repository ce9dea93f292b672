package dev.gapless.common.platform;

import dev.gapless.common.message.AuditLogEntry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Writes who changes what: an entry before the call is carried out, and one with its status. Bodies are not in it,
 * since they may hold credentials. Calls between services are not either.
 */
final class AuditLogFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLogFilter.class);
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final String REFUSAL = """
            {"title":"Service Unavailable","status":503,"detail":"audit log: not reachable (expected: an entry for every \
            changing call)","remedy":"Start the scheduler and its database, and try again."}""";

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
                || !request.getRequestURI().startsWith("/v1/")
                || EndpointRules.isReading(request.getMethod(), request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String call = UUID.randomUUID().toString();
        if (!append(request, call, null) && required) {
            response.setStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.getOutputStream().write(REFUSAL.getBytes(StandardCharsets.UTF_8));
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
        String path = request.getRequestURI() + (query == null ? "" : "?" + query);
        String caller = request.getRemoteUser() == null ? "nobody" : request.getRemoteUser();
        try {
            log.append(new AuditLogEntry(service, caller, call, request.getMethod(), path, status));
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
