package dev.gapless.checkpoint.items.commit;

import dev.gapless.common.message.Decision;
import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.common.tracing.RowTraceHeader;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A span for each traced item of a request, from its arrival until its row is decided. */
final class RowTrace implements AutoCloseable {

    private static final RowTrace NONE = new RowTrace(Map.of());

    private final Map<Integer, Span> spans;

    private RowTrace(Map<Integer, Span> spans) {
        this.spans = spans;
    }

    /** @param header of {@link RowTraceHeader}; null where the request has none */
    static RowTrace begin(RecordTracer tracer, @Nullable String header) {
        if (header == null || !tracer.isOn()) {
            return NONE;
        }
        Map<Integer, Span> spans = new LinkedHashMap<>();
        RowTraceHeader.read(header)
                .forEach((index, parent) -> spans.put(index, tracer.next("decide row", SpanKind.INTERNAL, parent)));
        return new RowTrace(spans);
    }

    void decided(List<Decision> decisions) {
        spans.forEach((index, span) -> {
            if (index < decisions.size()) {
                span.setAttribute("gapless.decision", decisions.get(index).name());
            }
        });
    }

    @Override
    public void close() {
        spans.values().forEach(Span::end);
    }
}
