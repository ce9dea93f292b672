package dev.gapless.common.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Begins spans for a share of what is captured, and continues them for what was begun elsewhere. For all else it gives
 * the one invalid span, which records nothing; so nothing is made for a record that is not sampled.
 */
public final class RecordTracer {

    /** Traces nothing. */
    public static final RecordTracer OFF = new RecordTracer();

    private final Tracer tracer;
    private final double ratio;
    private final boolean on;

    private RecordTracer() {
        this.tracer = TracerProvider.noop().get("dev.gapless");
        this.ratio = 0;
        this.on = false;
    }

    /**
     * @param tracer records each span that it is asked for
     * @param ratio share of frames and pages that begin a trace, from 0 to 1
     */
    public RecordTracer(Tracer tracer, double ratio) {
        this.tracer = tracer;
        this.ratio = ratio;
        this.on = true;
    }

    /** False where no header needs to be looked for. */
    public boolean isOn() {
        return on;
    }

    /**
     * The first span of a trace; invalid where it is not sampled.
     *
     * @param since when what it is about began
     */
    public Span begin(String name, Instant since) {
        if (ratio <= 0 || ThreadLocalRandom.current().nextDouble() >= ratio) {
            return Span.getInvalid();
        }
        return tracer.spanBuilder(name)
                .setNoParent()
                .setSpanKind(SpanKind.PRODUCER)
                .setStartTimestamp(since)
                .startSpan();
    }

    /** The next span of a trace; invalid where the parent is absent or not sampled. */
    public Span next(String name, SpanKind kind, SpanContext parent) {
        if (!on || !parent.isSampled()) {
            return Span.getInvalid();
        }
        return tracer.spanBuilder(name)
                .setParent(Context.root().with(Span.wrap(parent)))
                .setSpanKind(kind)
                .startSpan();
    }

    /** Ends a span, with the failure's class where there is one. */
    public static void end(Span span, @Nullable Exception failure) {
        if (failure != null) {
            span.setStatus(StatusCode.ERROR, failure.getClass().getSimpleName());
        }
        span.end();
    }
}
