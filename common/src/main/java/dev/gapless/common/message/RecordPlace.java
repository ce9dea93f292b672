package dev.gapless.common.message;

/**
 * The place of a captured record in Kafka. The topic follows from the path by which the record came.
 *
 * @param partition of the captured topic, from 0
 * @param offset within the partition, from 0
 */
public record RecordPlace(int partition, long offset) {}
