package dev.gapless.common.message;

/**
 * The value of a {@link CapturedRecord.Shape#BURIED} record: delete this item at exactly this version. A version of the
 * item observed later is higher and raises it again.
 */
public record Burial(long position, long version) {

    public byte[] toBytes() {
        return MessageCodec.write(this);
    }

    /** @throws UnreadableMessageException when the bytes are not such a message */
    public static Burial fromBytes(byte[] bytes) {
        return MessageCodec.read(bytes, Burial.class);
    }
}
