package dev.gapless.processor.changes;

import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.common.tracing.TraceParent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes changes as CloudEvents; the change of a traced record carries its trace on. */
final class KafkaChangePublisher implements ChangePublisher {

    private final RecordTracer tracer;

    KafkaChangePublisher(RecordTracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public void publish(Change change, Producer<byte[], byte[]> transaction) {
        ProducerRecord<byte[], byte[]> event = CloudEvent.of(change);
        Span span = tracer.next("publish change", SpanKind.PRODUCER, change.trace());
        if (!span.isRecording()) {
            // the transaction does not commit unless it is acknowledged
            var _ = transaction.send(event);
            return;
        }
        event.headers().add(TraceParent.HEADER, TraceParent.bytes(span.getSpanContext()));
        span.setAttribute(
                "gapless.change", change.item().logPosition().changeId().toString());
        var _ = transaction.send(event, (place, failure) -> RecordTracer.end(span, failure));
    }
}
