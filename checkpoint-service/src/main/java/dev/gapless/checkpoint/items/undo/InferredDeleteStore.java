package dev.gapless.checkpoint.items.undo;

import dev.gapless.checkpoint.items.commit.PayloadCompression;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.position.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The {@code inferred_delete} table, which the ledger writes. */
final class InferredDeleteStore {

    private static final int BATCH = 100;

    /** Only what is still held as exactly that tombstone, and not told by the source itself meanwhile. */
    private static final String NEXT = """
            select b.source, b.account, b.stream, b.item_id, b.position, b.version, b.operation / 3 as undo_count,
                   b.former_operation % 3 as former, b.hash, b.payload, b.packed, b.path, b.generation, b.inferred_by
              from inferred_delete b
              join item i using (account, source, stream, item_id, version, operation)
             where i.deleted
               and i.inferred
               and b.source = :source
               and (:account::text is null or b.account = :account)
               and (:stream::text is null or b.stream = :stream)
               and b.inferred_at >= now() - :keep * interval '1 second'
               and (:from::timestamptz is null or b.inferred_at >= :from)
               and (:to::timestamptz is null or b.inferred_at < :to)
               and (:items::text[] is null or b.item_id = any (:items))
               and (b.account, b.source, b.stream, b.item_id) > (:after_account, :source, :after_stream, :after_item)
             order by b.account, b.source, b.stream, b.item_id
             limit :limit
            """;

    private static final String DROP = """
            delete from inferred_delete
             where inferred_at < now() - :keep * interval '1 second'
            """;

    private final JdbcClient jdbc;
    private final Duration keep;

    InferredDeleteStore(JdbcClient jdbc, Duration keep) {
        this.jdbc = jdbc;
        this.keep = keep;
    }

    /**
     * The next ones by account, stream and item.
     *
     * @param after the key of the last one before them; null for the first
     * @return empty when there are no more
     */
    List<InferredDeleteRow> next(UndoRequest wanted, @Nullable String after) {
        String[] last = after == null ? new String[] {"", "", "", ""} : after.split("/", 4);
        List<String> items = wanted.items();
        return jdbc.sql(NEXT)
                .param("source", wanted.source())
                .param("account", wanted.account())
                .param("stream", wanted.stream())
                .param("keep", keep.toSeconds())
                .param("from", at(wanted.from()))
                .param("to", at(wanted.to()))
                .param("items", items == null ? null : items.toArray(String[]::new))
                .param("after_account", last[1])
                .param("after_stream", last[2])
                .param("after_item", last[3])
                .param("limit", BATCH)
                .query((row, number) -> read(row))
                .list();
    }

    /** What cannot be undone any more is forgotten. */
    int drop() {
        return jdbc.sql(DROP).param("keep", keep.toSeconds()).update();
    }

    private static @Nullable Object at(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static InferredDeleteRow read(ResultSet row) throws SQLException {
        return new InferredDeleteRow(
                new StreamId(row.getString("source"), row.getString("account"), row.getString("stream")),
                row.getString("item_id"),
                new InferredDeleteRow.Content(
                        row.getLong("position"),
                        row.getLong("version"),
                        row.getInt("former") == 0 ? ItemOperation.CREATE : ItemOperation.UPDATE,
                        row.getBytes("hash"),
                        Objects.requireNonNull(
                                PayloadCompression.text(row.getString("payload"), row.getBytes("packed")))),
                row.getInt("undo_count"),
                IngestPath.valueOf(row.getString("path")),
                row.getLong("generation"),
                row.getString("inferred_by"));
    }
}
