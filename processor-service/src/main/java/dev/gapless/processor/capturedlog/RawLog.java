package dev.gapless.processor.capturedlog;

import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads captured records again. */
@FunctionalInterface
public interface RawLog {

    /** Takes one record of the selection after the other. */
    @FunctionalInterface
    interface Reader {
        void take(ConsumerRecord<byte[], byte[]> record, UUID topicId) throws InterruptedException;
    }

    /**
     * Each partition's records in their order, as far as the processors have processed them.
     *
     * @throws InterruptedException when the caller no longer wants to know
     */
    void read(RecordSelection selection, Reader reader) throws InterruptedException;
}
