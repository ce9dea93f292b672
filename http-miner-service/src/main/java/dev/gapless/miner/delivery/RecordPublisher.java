package dev.gapless.miner.delivery;

import dev.gapless.common.message.RecordPlace;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The way to Kafka. */
@FunctionalInterface
public interface RecordPublisher {

    /** @return completed with its place when all in-sync replicas have the record, failed when it is given up */
    CompletableFuture<RecordPlace> send(OutgoingRecord parcel);

    /** One record to be written. */
    @SuppressWarnings("ArrayRecordComponent")
    record OutgoingRecord(String topic, String key, Map<String, byte[]> headers, byte[] value) {}
}
