package dev.gapless.common.message;

import dev.gapless.common.message.CommitRequest.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /internal/v1/items:correct}: items that were read anew from records already processed. Answered like a
 * {@link CommitRequest}. CBOR.
 */
public record CorrectionRequest(List<Correction> corrections) {

    public CorrectionRequest {
        corrections = List.copyOf(corrections);
    }

    /**
     * @param replaces what was held when it was found to differ; null when nothing was. Only that very state may be
     *     replaced by something that is not newer
     */
    public record Correction(Item item, @Nullable Replaced replaces) {}

    /** A version of an item, told from others. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Replaced(long version, ItemOperation operation, byte[] hash) {}

    public byte[] toBytes() {
        return MessageCodec.writeBinary(this);
    }

    /** @throws UnreadableMessageException when the bytes are not such a message */
    public static CorrectionRequest fromBytes(byte[] bytes) {
        return MessageCodec.readBinary(bytes, CorrectionRequest.class);
    }
}
