package dev.gapless.processor.batch;

import dev.gapless.common.message.LogPosition;
import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.common.tracing.TraceParent;
import dev.gapless.processor.commit.LedgerOutcome;
import dev.gapless.processor.commit.TracedItems;
import dev.gapless.processor.normalise.NormalisationResult.Sighted;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.slf4j.MDC;

/**
 * The spans of those records of a batch that are traced: one each, while the ledger decides. The request to the ledger
 * belongs to the first of them, and names all.
 */
final class BatchTrace implements AutoCloseable {

    private static final BatchTrace NONE = new BatchTrace(Map.of(), Span.getInvalid());

    /** Names of the Elastic Common Schema. */
    private static final List<String> LOGGED = List.of("trace.id", "span.id");

    private final Map<LogPosition, Span> spans;
    private final Span request;
    private final Context context;

    private BatchTrace(Map<LogPosition, Span> spans, Span request) {
        this.spans = spans;
        this.request = request;
        this.context = spans.isEmpty() ? Context.root() : contextOf(spans, request);
    }

    static BatchTrace begin(RecordTracer tracer, List<Sighted> sighted) {
        if (!tracer.isOn()) {
            return NONE;
        }
        Map<LogPosition, Span> spans = new LinkedHashMap<>();
        for (Sighted one : sighted) {
            Header header = one.raw().headers().lastHeader(TraceParent.HEADER);
            if (header != null) {
                Span span = tracer.next("decide record", SpanKind.CONSUMER, TraceParent.of(header.value()));
                if (span.isRecording()) {
                    spans.put(one.item().logPosition(), described(span, one));
                }
            }
        }
        if (spans.isEmpty()) {
            return NONE;
        }
        SpanContext first = spans.values().iterator().next().getSpanContext();
        Span request = tracer.next("commit batch", SpanKind.CLIENT, first);
        spans.values().stream().skip(1).forEach(each -> request.addLink(each.getSpanContext()));
        request.setAttribute("gapless.items", sighted.size());
        return new BatchTrace(spans, request);
    }

    private static Span described(Span span, Sighted one) {
        return span.setAttribute("gapless.source", one.captured().stream().source())
                .setAttribute("gapless.account", one.captured().stream().account())
                .setAttribute("gapless.stream", one.captured().stream().stream())
                .setAttribute("gapless.item", one.captured().itemId())
                .setAttribute("messaging.destination.name", one.raw().topic())
                .setAttribute(
                        "messaging.destination.partition.id",
                        Integer.toString(one.raw().partition()))
                .setAttribute("messaging.kafka.offset", one.raw().offset());
    }

    /** In which the ledger is asked; it names the traced items. */
    Context context() {
        return context;
    }

    private static Context contextOf(Map<LogPosition, Span> spans, Span request) {
        Map<LogPosition, SpanContext> traced = new LinkedHashMap<>();
        spans.forEach((position, span) -> traced.put(position, span.getSpanContext()));
        MDC.put(LOGGED.getFirst(), request.getSpanContext().getTraceId());
        MDC.put(LOGGED.getLast(), request.getSpanContext().getSpanId());
        return TracedItems.in(Context.root().with(request), traced);
    }

    /** @return the context in which the record's change is published; invalid where the record is not traced */
    SpanContext decided(Sighted one, LedgerOutcome outcome) {
        Span span = spans.get(one.item().logPosition());
        if (span == null) {
            return SpanContext.getInvalid();
        }
        span.setAttribute("gapless.decision", word(outcome));
        return span.getSpanContext();
    }

    private static String word(LedgerOutcome outcome) {
        return switch (outcome) {
            case LedgerOutcome.Decided(var decision) -> decision.name();
            case LedgerOutcome.Refused(String rule, String _) -> rule;
        };
    }

    @Override
    public void close() {
        if (spans.isEmpty()) {
            return;
        }
        LOGGED.forEach(MDC::remove);
        request.end();
        spans.values().forEach(Span::end);
    }
}
