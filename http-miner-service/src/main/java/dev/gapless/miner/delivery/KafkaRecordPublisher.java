package dev.gapless.miner.delivery;

import dev.gapless.common.message.RecordPlace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** The producer's callback as a future. */
final class KafkaRecordPublisher implements RecordPublisher, AutoCloseable {

    private static final Duration LAST_ACKS = Duration.ofSeconds(3);

    private final Producer<byte[], byte[]> producer;

    KafkaRecordPublisher(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the callback tells the same
    public CompletableFuture<RecordPlace> send(OutgoingRecord parcel) {
        var record =
                new ProducerRecord<>(parcel.topic(), parcel.key().getBytes(StandardCharsets.UTF_8), parcel.value());
        parcel.headers().forEach(record.headers()::add);
        CompletableFuture<RecordPlace> acked = new CompletableFuture<>();
        try {
            producer.send(record, (metadata, failure) -> {
                if (failure == null) {
                    acked.complete(new RecordPlace(metadata.partition(), metadata.offset()));
                } else {
                    acked.completeExceptionally(failure);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            acked.completeExceptionally(e);
        }
        return acked;
    }

    @Override
    public void close() {
        producer.close(LAST_ACKS);
    }
}
