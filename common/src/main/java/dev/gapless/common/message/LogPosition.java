package dev.gapless.common.message;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The position of a captured record in Kafka. It is stored with what the ledger accepted, so that a redelivered record
 * meets itself. The change's id is made of it, so that a repeated change is the same change.
 *
 * @param topicId Kafka's id of the topic, which a topic made anew under the same name does not share
 */
public record LogPosition(UUID topicId, int partition, long offset) {

    /** Never fed: a copy costs less than asking the platform for another. */
    private static final MessageDigest EMPTY = empty();

    private static final long VERSION_BITS = 0x0000_0000_0000_f000L;
    private static final long VERSION_3 = 0x0000_0000_0000_3000L;
    private static final long VARIANT_BITS = 0xc000_0000_0000_0000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    /**
     * The id of the change that an accepted record at this position makes; the same at every attempt. It is the
     * name-based one of {@link UUID#nameUUIDFromBytes}.
     */
    public UUID changeId() {
        ByteBuffer bytes = ByteBuffer.allocate(28)
                .putLong(topicId.getMostSignificantBits())
                .putLong(topicId.getLeastSignificantBits())
                .putInt(partition)
                .putLong(offset);
        ByteBuffer name = ByteBuffer.wrap(digest(bytes.array()));
        return new UUID((name.getLong() & ~VERSION_BITS) | VERSION_3, (name.getLong() & ~VARIANT_BITS) | VARIANT);
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return ((MessageDigest) EMPTY.clone()).digest(bytes);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's MD5 can be copied", e);
        }
    }

    private static MessageDigest empty() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
