package dev.gapless.common.platform;

import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.common.tracing.TraceParent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.IdGenerator;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Gives each request a trace id: that of its {@code traceparent}, else a new one. Lines of logs and problems have it. A
 * request that belongs to a sampled trace is a span of it; no request begins one.
 */
final class RequestTraceFilter extends OncePerRequestFilter {

    /** Names of the Elastic Common Schema. */
    static final String TRACE_ID = "trace.id";

    private static final String SPAN_ID = "span.id";

    private final RecordTracer tracer;

    RequestTraceFilter(RecordTracer tracer) {
        this.tracer = tracer;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        SpanContext parent = TraceParent.of(request.getHeader(TraceParent.HEADER));
        String trace =
                parent.isValid() ? parent.getTraceId() : IdGenerator.random().generateTraceId();
        try (var _ = MDC.putCloseable(TRACE_ID, trace)) {
            if (parent.isSampled()) {
                traced(request, response, chain, parent);
            } else {
                chain.doFilter(request, response);
            }
        }
    }

    private void traced(HttpServletRequest request, HttpServletResponse response, FilterChain chain, SpanContext parent)
            throws ServletException, IOException {
        Span span = tracer.next(request.getMethod(), SpanKind.SERVER, parent);
        try (var _ = MDC.putCloseable(SPAN_ID, span.getSpanContext().getSpanId());
                Scope _ = span.makeCurrent()) {
            chain.doFilter(request, response);
        } finally {
            Object route = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
            if (route != null) {
                span.updateName(request.getMethod() + " " + route);
            }
            span.setAttribute("http.response.status_code", response.getStatus());
            if (response.getStatus() >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }
}
