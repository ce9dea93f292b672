package dev.gapless.checkpoint.items.commit;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.bytefish.pgbulkinsert.mapping.AbstractMapping;
import dev.gapless.checkpoint.items.commit.NewItems.NewItem;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes items that are in no row yet by {@code COPY}. For it the database neither plans nor looks for existing rows,
 * and puts many rows into a page at once. It fails as a whole when another transaction was faster with one of them.
 * Within a part of the table the rows are written in their order, but not from part to part. Two callers with the same
 * new items of several accounts may deadlock, and one is rolled back.
 */
final class NewItems extends AbstractMapping<NewItem> {

    /** Where the database begins to count, in µs since the epoch. */
    private static final long YEAR_2000 = 946_684_800_000_000L;

    /**
     * @param packed the payload, if it is kept so
     * @param acceptedAt µs since the epoch, by the database's clock
     */
    @SuppressWarnings("ArrayRecordComponent")
    record NewItem(Item item, byte @Nullable [] packed, long acceptedAt) {

        Decision decision() {
            return item.operation() == ItemOperation.DELETE ? Decision.CHANGED : Decision.NEW;
        }

        private boolean cameBy(IngestPath path) {
            return item.path() == path && !item.inferred();
        }
    }

    NewItems() {
        super("", "item", false);
        text("source", Item::source);
        text("account", Item::account);
        text("stream", Item::stream);
        text("item_id", Item::itemId);
        mapLongPrimitive("position", row -> row.item().position());
        mapLongPrimitive("version", row -> row.item().version());
        mapShortPrimitive("operation", row -> ItemColumns.rank(row.item()));
        mapBooleanPrimitive("deleted", row -> row.item().operation() == ItemOperation.DELETE);
        mapByteArray("hash", row -> row.item().hash());
        mapByteArray("payload", row -> row.packed() == null ? row.item().payload() : null);
        text("path", row -> row.path().name());
        text("provenance", Item::provenance);
        mapLongPrimitive("generation", row -> row.item().generation());
        mapBooleanPrimitive("inferred", row -> row.item().inferred());
        mapLongPrimitive("seen_at", row -> row.item().seenAtMicros() - YEAR_2000);
        mapLongPrimitive("accepted_at", row -> row.acceptedAt() - YEAR_2000);
        mapUUID("topic_id", row -> row.item().topicId());
        mapIntegerPrimitive("log_partition", row -> row.item().partition());
        mapLongPrimitive("log_offset", row -> row.item().offset());
        seen("seen_live", row -> row.cameBy(IngestPath.LIVE));
        seen("seen_mined", row -> row.cameBy(IngestPath.MINED));
        mapByteArray("decision", row -> row.decision().name().getBytes(UTF_8));
        mapIntegerPrimitive("hash_version", row -> row.item().hashVersion());
        mapByteArray("volatile_hash", row -> row.item().volatileHash());
        mapByteArray("packed", NewItem::packed);
    }

    /** The bytes of a text are the same in both types. */
    private void text(String column, Function<Item, String> value) {
        mapByteArray(column, row -> value.apply(row.item()).getBytes(UTF_8));
    }

    private void seen(String columns, Predicate<NewItem> really) {
        mapLong(columns + "_at", row -> really.test(row) ? row.item().seenAtMicros() - YEAR_2000 : null);
        mapByteArray(
                columns + "_by",
                row -> really.test(row) ? row.item().provenance().getBytes(UTF_8) : null);
    }
}
