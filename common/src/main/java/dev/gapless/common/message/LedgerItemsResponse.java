package dev.gapless.common.message;

import java.util.List;

/**
 * The answer to {@link LedgerItemsRequest}, from one moment. CBOR.
 *
 * @param items those of the items that are held, tombstones too
 * @param forks each time the stream's history was rewritten
 */
public record LedgerItemsResponse(List<LedgerItem> items, List<Fork> forks) {

    public LedgerItemsResponse {
        items = List.copyOf(items);
        forks = List.copyOf(forks);
    }

    /**
     * @param ancestor the last position that both histories share; what stands above it and was read under a lower
     *     generation is void
     */
    public record Fork(long generation, long ancestor) {}

    public byte[] toBytes() {
        return MessageCodec.writeBinary(this);
    }

    /** @throws UnreadableMessageException when the bytes are not such a message */
    public static LedgerItemsResponse fromBytes(byte[] bytes) {
        return MessageCodec.readBinary(bytes, LedgerItemsResponse.class);
    }
}
