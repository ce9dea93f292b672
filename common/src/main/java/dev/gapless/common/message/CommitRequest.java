package dev.gapless.common.message;

import dev.gapless.common.position.StreamId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A batch for {@code POST /v1/items:commit}, in the order in which it is to be decided. CBOR. */
public record CommitRequest(List<Item> items) {

    public CommitRequest {
        items = List.copyOf(items);
    }

    /**
     * One sighting of an item.
     *
     * @param position where this version stands in its stream
     * @param version the source's own version; 0 where it has none
     * @param hash SHA-256 of the canonical content; of a delete, 32 zero bytes
     * @param payload canonical JSON, UTF-8; null for a delete
     * @param seenAtMicros when it was received, µs since the epoch
     * @param sighting the live window or mining task it came by
     * @param generation the fork generation its reader knew
     * @param inferred true when the source did not say so itself (a delete concluded from a fork)
     * @param topicId with {@code partition} and {@code offset}: its {@link LogPosition}
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Item(
            String source,
            String account,
            String stream,
            String itemId,
            long position,
            long version,
            Operation operation,
            byte[] hash,
            byte @Nullable [] payload,
            Door door,
            long seenAtMicros,
            String sighting,
            long generation,
            boolean inferred,
            UUID topicId,
            int partition,
            long offset) {

        public StreamId streamId() {
            return new StreamId(source, account, stream);
        }

        public LogPosition logPosition() {
            return new LogPosition(topicId, partition, offset);
        }
    }

    public byte[] toBytes() {
        return MessageCodec.writeBinary(this);
    }

    /** @throws UnreadableMessageException when the bytes are not such a message */
    public static CommitRequest fromBytes(byte[] bytes) {
        return MessageCodec.readBinary(bytes, CommitRequest.class);
    }
}
