package dev.gapless.common.message;

import java.util.Objects;

/**
 * The value of a {@link CapturedRecord.RecordKind#RECREATED} record: the ledger holds this item as deleted, and the
 * source has it. The source shows no version that is newer than the deletion. CBOR, for the item may be large.
 *
 * @param version a time by the source's clock after the deletion, and before the item was read
 * @param item the item as a listing shows it
 */
@SuppressWarnings("ArrayRecordComponent")
public record RecreatedItem(long version, byte[] item) {

    /** @throws NullPointerException when a sender left something out */
    public RecreatedItem {
        Objects.requireNonNull(item, "item");
    }

    public byte[] toBytes() {
        return MessageCodec.writeBinary(this);
    }

    /** @throws UnreadableMessageException when the bytes are not such a message */
    public static RecreatedItem fromBytes(byte[] bytes) {
        return MessageCodec.readBinary(bytes, RecreatedItem.class);
    }
}
