package dev.gapless.processor.replay;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends the first records to Kafka. Of the others no receipt comes until told: their sender has died. */
final class StuckKafkaProducer extends MockProducer<byte[], byte[]> {

    private final Producer<byte[], byte[]> kafka;
    private final int most;
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CompletableFuture<RecordMetadata> receipt = new CompletableFuture<>();
    private int sent;

    StuckKafkaProducer(Producer<byte[], byte[]> kafka, int most) {
        super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        this.kafka = kafka;
        this.most = most;
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        if (sent < most) {
            sent++;
            return kafka.send(record);
        }
        stuck.countDown();
        return receipt;
    }

    /** Returns when a record was not sent, and Kafka has those before it. */
    void awaitStuck() throws InterruptedException {
        stuck.await();
        kafka.flush();
    }

    void fail() {
        receipt.completeExceptionally(new TimeoutException("stuck"));
    }
}
