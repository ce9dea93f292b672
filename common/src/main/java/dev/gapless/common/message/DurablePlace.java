package dev.gapless.common.message;

import java.time.Instant;

/**
 * The last record of a replica that cannot be lost any more. Of a replica that writes records, all in-sync replicas of
 * Kafka have it. Of one that decides records, its offset is committed.
 *
 * @param at by the replica's clock
 */
public record DurablePlace(String topic, int partition, long offset, Instant at) {}
