package dev.gapless.checkpoint.streams;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.TopicNames;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Burials as captured records on {@code captured-live}. */
final class KafkaTombstonePublisher implements TombstonePublisher {

    private final Producer<byte[], byte[]> producer;
    private final MeterRegistry meters;

    KafkaTombstonePublisher(Producer<byte[], byte[]> producer, MeterRegistry meters) {
        this.producer = producer;
        this.meters = meters;
    }

    @Override
    public void send(List<OrphanedRow> orphans, Instant now) {
        List<Future<RecordMetadata>> pending = new ArrayList<>(orphans.size());
        for (OrphanedRow orphan : orphans) {
            pending.add(producer.send(record(orphan.burial(now))));
        }
        for (int i = 0; i < pending.size(); i++) {
            await(pending.get(i));
            meters.counter(
                            "gapless.burials.sent",
                            "source",
                            orphans.get(i).stream().source())
                    .increment();
        }
    }

    private static ProducerRecord<byte[], byte[]> record(CapturedRecord burial) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                TopicNames.CAPTURED_LIVE, burial.key().getBytes(StandardCharsets.UTF_8), burial.value());
        burial.headers().forEach(record.headers()::add);
        return record;
    }

    private static void await(Future<RecordMetadata> sent) {
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw new KafkaException("a burial did not arrive", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
