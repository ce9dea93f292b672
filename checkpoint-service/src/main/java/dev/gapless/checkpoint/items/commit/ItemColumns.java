package dev.gapless.checkpoint.items.commit;

import dev.gapless.checkpoint.items.commit.ConflictFreeBatches.BatchEntry;
import dev.gapless.checkpoint.jdbc.ArrayColumns;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.ItemOperation;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A round of items as arrays. */
public final class ItemColumns {

    private static final int OPERATIONS = 3;

    /** The beginning of a statement about them. */
    static final String INCOMING = """
            with incoming as (
                select *
                  from unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
                              ?::smallint[], ?::bytea[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::boolean[],
                              ?::bigint[], ?::uuid[], ?::int[], ?::bigint[], ?::int[], ?::bytea[], ?::bytea[])
                       as t (n, source, account, stream, item_id, position, version,
                             operation, hash, payload, path, provenance, generation, inferred,
                             seen_us, topic_id, log_partition, log_offset, hash_version, volatile_hash, packed)
            )""";

    private ItemColumns() {}

    static ArrayColumns<BatchEntry> all(PayloadCompression packing) {
        return new ArrayColumns<BatchEntry>()
                .int4(BatchEntry::order)
                .text(entry -> entry.item().source())
                .text(entry -> entry.item().account())
                .text(entry -> entry.item().stream())
                .text(entry -> entry.item().itemId())
                .int8(entry -> entry.item().position())
                .int8(entry -> entry.item().version())
                .int2(entry -> rank(entry.item()))
                .bytea(entry -> entry.item().hash())
                .text(entry -> packing.packs(entry.item().payload()) ? null : payload(entry.item()))
                .text(entry -> entry.item().path().name())
                .text(entry -> entry.item().provenance())
                .int8(entry -> entry.item().generation())
                .bool(entry -> entry.item().inferred())
                .int8(entry -> entry.item().seenAtMicros())
                .uuid(entry -> entry.item().topicId())
                .int4(entry -> entry.item().partition())
                .int8(entry -> entry.item().offset())
                .int4(entry -> entry.item().hashVersion())
                .bytea(entry -> entry.item().volatileHash())
                .bytea(entry -> packing.packed(entry.item().payload()));
    }

    /** At the same version the higher one wins; each undoing of a concluded delete begins above it. */
    public static short rank(Item item) {
        return (short) (rank(item.operation()) + OPERATIONS * item.undoCount());
    }

    /** At the same version the higher one wins. */
    public static short rank(ItemOperation operation) {
        return switch (operation) {
            case CREATE -> 0;
            case UPDATE -> 1;
            case DELETE -> 2;
        };
    }

    public static ItemOperation operation(int rank) {
        return switch (rank % OPERATIONS) {
            case 0 -> ItemOperation.CREATE;
            case 1 -> ItemOperation.UPDATE;
            case 2 -> ItemOperation.DELETE;
            default -> throw new IllegalStateException("operation: %d (expected: at least 0)".formatted(rank));
        };
    }

    private static @Nullable String payload(Item item) {
        byte[] payload = item.payload();
        return payload == null ? null : new String(payload, StandardCharsets.UTF_8);
    }
}
