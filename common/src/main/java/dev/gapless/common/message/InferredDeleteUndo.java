package dev.gapless.common.message;

import java.util.Objects;

/**
 * The value of a {@link CapturedRecord.RecordKind#INFERRED_DELETE_UNDO} record: this item was deleted by inference, and
 * that was wrong; bring it back as it was. CBOR, for the item may be large.
 *
 * @param undoCount how often an inferred delete of this version is undone by now, from 1
 * @param operation how the item had come to this version; no delete
 * @param hash SHA-256 of the canonical content
 * @param payload canonical JSON, UTF-8
 */
@SuppressWarnings("ArrayRecordComponent")
public record InferredDeleteUndo(
        long position, long version, int undoCount, ItemOperation operation, byte[] hash, byte[] payload) {

    /** @throws NullPointerException when a sender left something out */
    public InferredDeleteUndo {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(payload, "payload");
    }

    public byte[] toBytes() {
        return MessageCodec.writeBinary(this);
    }

    /** @throws UnreadableMessageException when the bytes are not such a message */
    public static InferredDeleteUndo fromBytes(byte[] bytes) {
        return MessageCodec.readBinary(bytes, InferredDeleteUndo.class);
    }
}
