package dev.gapless.common.message;

import java.util.UUID;

/**
 * The decided part of a captured partition: all records of {@code [from, to)} were new, changed, duplicate, stale or
 * refused.
 *
 * @param topicId Kafka's id of the topic
 * @param partition of the topic, from 0
 * @param from the first offset that this sender decided without a break; the floor must have reached it
 * @param to the first offset that is not decided
 * @param published the offset below which all changes of the partition are published
 */
public record DecidedSpan(UUID topicId, int partition, long from, long to, long published) {

    public DecidedSpan {
        if (partition < 0 || from < 0 || from > to || published < 0) {
            throw new IllegalArgumentException(
                    "partition %d, offsets %d to %d, published %d (expected: partition and offsets >= 0, from <= to)"
                            .formatted(partition, from, to, published));
        }
    }
}
