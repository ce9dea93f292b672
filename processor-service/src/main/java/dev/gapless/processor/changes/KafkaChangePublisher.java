package dev.gapless.processor.changes;

import org.apache.kafka.clients.producer.Producer;

/** Publishes to {@code changes}. */
final class KafkaChangePublisher implements ChangePublisher {

    @Override
    public void publish(Change change, Producer<byte[], byte[]> transaction) {
        var _ = transaction.send(CloudEvent.of(change));
    }
}
