package dev.gapless.common.message;

import dev.gapless.common.position.StreamId;
import java.util.List;

/**
 * {@code POST /internal/v1/items:held}: what does the ledger hold of these items? CBOR.
 *
 * @param ids at most 10,000
 */
public record LedgerItemsRequest(StreamId stream, List<String> ids) {

    public LedgerItemsRequest {
        ids = List.copyOf(ids);
    }

    public byte[] toBytes() {
        return MessageCodec.writeBinary(this);
    }

    /** @throws UnreadableMessageException when the bytes are not such a message */
    public static LedgerItemsRequest fromBytes(byte[] bytes) {
        return MessageCodec.readBinary(bytes, LedgerItemsRequest.class);
    }
}
