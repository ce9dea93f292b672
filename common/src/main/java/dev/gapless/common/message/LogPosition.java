package dev.gapless.common.message;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Where a captured record stands in Kafka. It is stored with what the ledger accepted, so that a redelivered record
 * meets itself; and the change's id is made of it, so that a repeated change is the same change.
 *
 * @param topicId Kafka's id of the topic, which a topic made anew under the same name does not share
 */
public record LogPosition(UUID topicId, int partition, long offset) {

    /** The id of the change that an accepted record at this position makes; the same at every attempt. */
    public UUID changeId() {
        ByteBuffer bytes = ByteBuffer.allocate(28)
                .putLong(topicId.getMostSignificantBits())
                .putLong(topicId.getLeastSignificantBits())
                .putInt(partition)
                .putLong(offset);
        return UUID.nameUUIDFromBytes(bytes.array());
    }
}
