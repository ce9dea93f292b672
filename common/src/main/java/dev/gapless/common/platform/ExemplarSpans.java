package dev.gapless.common.platform;

import io.opentelemetry.api.trace.Span;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;

/** Tells the registry of the metrics which trace a value belongs to: that of the thread's present span. */
final class ExemplarSpans implements SpanContext {

    @Override
    public @Nullable String getCurrentTraceId() {
        var span = Span.current().getSpanContext();
        return span.isValid() ? span.getTraceId() : null;
    }

    @Override
    public @Nullable String getCurrentSpanId() {
        var span = Span.current().getSpanContext();
        return span.isValid() ? span.getSpanId() : null;
    }

    @Override
    public boolean isCurrentSpanSampled() {
        return Span.current().getSpanContext().isSampled();
    }

    /** Nothing is to be marked: a sampled span is sent in any case. */
    @Override
    public void markCurrentSpanAsExemplar() {}
}
