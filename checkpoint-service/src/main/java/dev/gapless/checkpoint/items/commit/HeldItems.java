package dev.gapless.checkpoint.items.commit;

import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.LedgerItem;
import dev.gapless.common.message.LedgerItemsRequest;
import dev.gapless.common.message.LedgerItemsResponse;
import dev.gapless.common.message.LedgerItemsResponse.Fork;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is held of items named by id. */
final class HeldItems {

    private static final String ITEMS = """
            select item_id, position, version, operation, hash, path, provenance, seen_at
              from item
             where account = :account
               and source = :source
               and stream = :stream
               and item_id = any(:ids)
             order by item_id
            """;

    private static final String FORKS = """
            select generation, ancestor
              from stream_fork
             where account = :account
               and source = :source
               and stream = :stream
             order by generation
            """;

    private final JdbcClient jdbc;

    HeldItems(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    LedgerItemsResponse of(LedgerItemsRequest query) {
        List<Fork> forks = about(FORKS, query.stream())
                .query((row, number) -> new Fork(row.getLong("generation"), row.getLong("ancestor")))
                .list();
        List<LedgerItem> items = about(ITEMS, query.stream())
                .param("ids", query.ids().toArray(String[]::new))
                .query((row, number) -> read(row))
                .list();
        return new LedgerItemsResponse(items, forks);
    }

    private JdbcClient.StatementSpec about(String sql, StreamId stream) {
        return jdbc.sql(sql)
                .param("account", stream.account())
                .param("source", stream.source())
                .param("stream", stream.stream());
    }

    private static LedgerItem read(ResultSet row) throws SQLException {
        return new LedgerItem(
                row.getString("item_id"),
                row.getLong("position"),
                row.getLong("version"),
                ItemColumns.operation(row.getInt("operation") % 3),
                row.getInt("operation") / 3,
                row.getBytes("hash"),
                IngestPath.valueOf(row.getString("path")),
                row.getString("provenance"),
                MicrosecondTime.of(
                        row.getObject("seen_at", OffsetDateTime.class).toInstant()));
    }
}
