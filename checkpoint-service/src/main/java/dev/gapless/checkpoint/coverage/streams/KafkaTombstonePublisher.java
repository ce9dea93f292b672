package dev.gapless.checkpoint.coverage.streams;

import dev.gapless.common.kafka.AckedSend;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.TopicNames;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;

/** Inferred deletes as captured records on {@code captured-live}. */
final class KafkaTombstonePublisher implements TombstonePublisher {

    private final Producer<byte[], byte[]> producer;
    private final MeterRegistry meters;

    KafkaTombstonePublisher(Producer<byte[], byte[]> producer, MeterRegistry meters) {
        this.producer = producer;
        this.meters = meters;
    }

    @Override
    public void send(List<OrphanedRow> orphans, Instant now) {
        try {
            AckedSend.sendAll(
                    producer,
                    orphans.stream()
                            .map(orphan -> record(orphan.inferredDelete(now)))
                            .toList());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        orphans.forEach(orphan -> meters.counter(
                        "gapless.inferred.deletes.sent",
                        "source",
                        orphan.stream().source())
                .increment());
    }

    private static ProducerRecord<byte[], byte[]> record(CapturedRecord inferredDelete) {
        return AckedSend.record(
                TopicNames.CAPTURED_LIVE, inferredDelete.key(), inferredDelete.headers(), inferredDelete.value());
    }
}
