package dev.gapless.miner.delivery;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The way to Kafka. */
@FunctionalInterface
public interface Outbox {

    /** @return completed when all in-sync replicas have the record, failed when it is given up */
    CompletableFuture<Void> send(Parcel parcel);

    /** One record to be written. */
    @SuppressWarnings("ArrayRecordComponent")
    record Parcel(String topic, String key, Map<String, byte[]> headers, byte[] value) {}
}
