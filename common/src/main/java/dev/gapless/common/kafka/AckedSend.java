package dev.gapless.common.kafka;

import dev.gapless.common.message.RecordPlace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Sends records and learns whether all in-sync replicas have them. */
public final class AckedSend {

    private AckedSend() {}

    /** @param key written as UTF-8 */
    public static ProducerRecord<byte[], byte[]> record(
            String topic, String key, Map<String, byte[]> headers, byte[] value) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value);
        headers.forEach(record.headers()::add);
        return record;
    }

    /**
     * Calls {@code done} exactly once, on the producer's thread or on this one. It is this one when nothing was sent,
     * because the producer is closed, cannot be opened, or its buffer stayed full.
     */
    public static void send(
            Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record, SendCallback done) {
        try {
            var _ = producer.send(
                    record,
                    (metadata, failure) -> done.done(
                            failure == null ? new RecordPlace(metadata.partition(), metadata.offset()) : null,
                            failure));
        } catch (KafkaException | IllegalStateException e) {
            done.done(null, e);
        }
    }

    /** The same as a future: completed with the record's place, or with the failure. */
    public static CompletableFuture<RecordPlace> send(
            Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        CompletableFuture<RecordPlace> acked = new CompletableFuture<>();
        send(producer, record, (place, failure) -> {
            if (place != null) {
                acked.complete(place);
            } else {
                acked.completeExceptionally(Objects.requireNonNull(failure));
            }
        });
        return acked;
    }

    /**
     * Returns when all in-sync replicas have all of them.
     *
     * @throws KafkaException when one was not acknowledged; Kafka may have some of them
     */
    public static void sendAll(Producer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records)
            throws InterruptedException {
        List<Future<RecordMetadata>> pending = new ArrayList<>(records.size());
        for (ProducerRecord<byte[], byte[]> record : records) {
            pending.add(producer.send(record));
        }
        for (Future<RecordMetadata> sent : pending) {
            try {
                sent.get();
            } catch (ExecutionException e) {
                throw new KafkaException("a record was not acknowledged", e.getCause());
            }
        }
    }
}
