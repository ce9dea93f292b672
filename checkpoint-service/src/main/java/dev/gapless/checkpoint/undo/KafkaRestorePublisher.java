package dev.gapless.checkpoint.undo;

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

/** Restorations as captured records on {@code captured-backfill}: a thousand of them delay no live event. */
final class KafkaRestorePublisher implements RestorePublisher {

    private final Producer<byte[], byte[]> producer;
    private final MeterRegistry meters;

    KafkaRestorePublisher(Producer<byte[], byte[]> producer, MeterRegistry meters) {
        this.producer = producer;
        this.meters = meters;
    }

    @Override
    public void send(List<InferredDeleteRow> items, Instant now) {
        List<Future<RecordMetadata>> pending = new ArrayList<>(items.size());
        for (InferredDeleteRow item : items) {
            pending.add(producer.send(record(item.restoration(now))));
        }
        for (int i = 0; i < pending.size(); i++) {
            await(pending.get(i));
            meters.counter(
                            "gapless.restorations.sent",
                            "source",
                            items.get(i).stream().source())
                    .increment();
        }
    }

    private static ProducerRecord<byte[], byte[]> record(CapturedRecord restored) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                TopicNames.CAPTURED_BACKFILL, restored.key().getBytes(StandardCharsets.UTF_8), restored.value());
        restored.headers().forEach(record.headers()::add);
        return record;
    }

    private static void await(Future<RecordMetadata> sent) {
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw new KafkaException("a restoration did not arrive", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
