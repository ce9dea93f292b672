package dev.gapless.live.history;

import dev.gapless.common.position.StreamId;

/**
 * One record of {@code changes}, encoded once for all its readers.
 *
 * @param channel the stream that the change belongs to
 * @param partition of {@code changes}
 * @param offset within the partition
 * @param item the upstream's id of the item
 * @param json the change as the protocol shows it, UTF-8; not to be modified
 */
@SuppressWarnings("ArrayRecordComponent")
public record LoggedChange(StreamId channel, int partition, long offset, String item, byte[] json) {}
