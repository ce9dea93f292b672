package dev.gapless.processor.changes;

import org.apache.kafka.clients.producer.Producer;

/** Puts changes into the open transaction. */
@FunctionalInterface
public interface ChangePublisher {

    /**
     * Sends without waiting: the transaction does not commit unless everything in it is acknowledged.
     *
     * @param transaction a producer with an open transaction
     */
    void publish(Change change, Producer<byte[], byte[]> transaction);
}
