package dev.gapless.processor.batch;

import dev.gapless.common.kafka.LastDurable;
import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.common.tracing.TraceParent;
import dev.gapless.processor.changes.Change;
import dev.gapless.processor.changes.ChangePublisher;
import dev.gapless.processor.changes.CloudEvent;
import dev.gapless.processor.deadletters.DeadLetterPublisher;
import dev.gapless.processor.deadletters.RefusedRecord;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends batches: changes, dead letters and offsets become visible together or not at all. After a failure nothing is
 * known but what Kafka says: call {@link #ready} and read the offsets anew.
 */
public final class BatchTransactions implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchTransactions.class);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final ChangePublisher changes;
    private final DeadLetterPublisher deadLetters;
    private final LastDurable durable;
    private @Nullable Producer<byte[], byte[]> producer;

    public BatchTransactions(
            Supplier<Producer<byte[], byte[]>> producers,
            ChangePublisher changes,
            DeadLetterPublisher deadLetters,
            LastDurable durable) {
        this.durable = durable;
        this.producers = producers;
        this.changes = changes;
        this.deadLetters = deadLetters;
    }

    /** Writes changes as CloudEvents. The change of a traced record carries its trace on. */
    public static ChangePublisher toKafka(RecordTracer tracer) {
        return (change, transaction) -> send(change, transaction, tracer);
    }

    /** Without a wait, because the transaction does not commit unless the event is acknowledged. */
    private static void send(Change change, Producer<byte[], byte[]> transaction, RecordTracer tracer) {
        ProducerRecord<byte[], byte[]> event = CloudEvent.of(change);
        Span span = tracer.next("publish change", SpanKind.PRODUCER, change.trace());
        if (!span.isRecording()) {
            var _ = transaction.send(event);
            return;
        }
        event.headers().add(TraceParent.HEADER, TraceParent.bytes(span.getSpanContext()));
        span.setAttribute(
                "gapless.change", change.item().logPosition().changeId().toString());
        var _ = transaction.send(event, (place, failure) -> RecordTracer.end(span, failure));
    }

    /** Afterwards no transaction of this worker is open, not even one that an earlier process left. */
    public Producer<byte[], byte[]> ready() {
        Producer<byte[], byte[]> open = producer;
        if (open != null) {
            return open;
        }
        open = producers.get();
        try {
            open.initTransactions();
        } catch (RuntimeException e) {
            open.close(Duration.ZERO);
            throw e;
        }
        producer = open;
        return open;
    }

    /** Publishes and commits. */
    public void end(CommitResult verdict, Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        Producer<byte[], byte[]> open = ready();
        try {
            open.beginTransaction();
            for (Change change : verdict.changes()) {
                changes.publish(change, open);
            }
            for (RefusedRecord refused : verdict.refused()) {
                var _ = open.send(deadLetters.record(refused));
            }
            open.sendOffsetsToTransaction(offsets, group);
            open.commitTransaction();
        } catch (RuntimeException e) {
            undo(open);
            throw e;
        }
        offsets.forEach((partition, next) -> durable.note(partition.topic(), partition.partition(), next.offset() - 1));
    }

    /** Commits offsets alone. */
    public void commit(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        end(CommitResult.NOTHING, offsets, group);
    }

    /**
     * A producer that cannot abort (fenced, or unsure whether it committed) is of no more use; its successor settles
     * it.
     */
    private void undo(Producer<byte[], byte[]> open) {
        try {
            open.abortTransaction();
        } catch (RuntimeException e) {
            LOG.warn("producer-replaced cause={}", e.getClass().getSimpleName());
            producer = null;
            open.close(Duration.ZERO);
        }
    }

    @Override
    public void close() {
        Producer<byte[], byte[]> open = producer;
        producer = null;
        if (open != null) {
            open.close(Duration.ofSeconds(1));
        }
    }
}
