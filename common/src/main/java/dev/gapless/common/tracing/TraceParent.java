package dev.gapless.common.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The header {@code traceparent} of W3C Trace Context, on records and on requests. */
public final class TraceParent {

    public static final String HEADER = "traceparent";

    /** The carrier is the header's value itself. */
    private static final TextMapGetter<String> VALUE = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String carrier) {
            return List.of(HEADER);
        }

        @Override
        public @Nullable String get(@Nullable String carrier, String key) {
            return key.equals(HEADER) ? carrier : null;
        }
    };

    private TraceParent() {}

    /** The header's value. */
    public static String text(SpanContext span) {
        StringBuilder value = new StringBuilder();
        W3CTraceContextPropagator.getInstance()
                .inject(Context.root().with(Span.wrap(span)), value, (carrier, name, text) -> {
                    if (carrier != null && name.equals(HEADER)) {
                        carrier.append(text);
                    }
                });
        return value.toString();
    }

    /** The header's value as a record has it. */
    public static byte[] bytes(SpanContext span) {
        return text(span).getBytes(StandardCharsets.US_ASCII);
    }

    /** Invalid where the value is absent or no {@code traceparent}. */
    public static SpanContext of(@Nullable String value) {
        return value == null
                ? SpanContext.getInvalid()
                : Span.fromContext(W3CTraceContextPropagator.getInstance().extract(Context.root(), value, VALUE))
                        .getSpanContext();
    }

    /** Invalid where the value is absent or no {@code traceparent}. */
    public static SpanContext of(byte @Nullable [] value) {
        return value == null ? SpanContext.getInvalid() : of(new String(value, StandardCharsets.US_ASCII));
    }
}
