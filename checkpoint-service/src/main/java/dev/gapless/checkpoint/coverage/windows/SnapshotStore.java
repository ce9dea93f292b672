package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.checkpoint.jdbc.ArrayColumns;
import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stores the current state of snapshot streams, and when it was last compared. */
public final class SnapshotStore {

    private static final String SQL = """
            select w.source, w.account, w.stream, w.held_reach as compared_at, held.items, held.hash, told.version,
                   told.changed_at
              from unnest(?::text[], ?::text[], ?::text[]) as s (source, account, stream)
              join coverage_window w using (account, source, stream)
             cross join lateral (select count(*) as items,
                                        case when count(*) = 1 then encode((array_agg(i.hash))[1], 'hex')
                                             when count(*) > 1
                                             then encode(sha256(string_agg(i.hash, ''::bytea order by i.item_id)), 'hex')
                                         end as hash
                                   from item i
                                  where i.account = w.account
                                    and i.source = w.source
                                    and i.stream = w.stream
                                    and not i.deleted) held
             cross join lateral (select count(*) as version, max(v.accepted_at) as changed_at
                                   from item_chain v
                                  where v.account = w.account
                                    and v.source = w.source
                                    and v.stream = w.stream) told
             where w.window_id = w.source || '/' || w.account || '/' || w.stream || ':snapshot'
               and w.held_reach is not null
            """;

    private record Row(StreamId stream, SnapshotFreshness snapshot) {}

    private static final ArrayColumns<StreamId> COLUMNS = new ArrayColumns<StreamId>()
            .text(StreamId::source)
            .text(StreamId::account)
            .text(StreamId::stream);

    private final BatchStatements statements;

    public SnapshotStore(BatchStatements statements) {
        this.statements = statements;
    }

    /** A stream of events, or one that was never compared, has no entry. */
    public Map<StreamId, SnapshotFreshness> of(List<StreamId> streams) {
        Map<StreamId, SnapshotFreshness> snapshots = new HashMap<>();
        statements
                .query(SQL, COLUMNS, streams.stream().distinct().toList(), (row, number) -> read(row))
                .forEach(row -> snapshots.put(row.stream(), row.snapshot()));
        return snapshots;
    }

    private static Row read(ResultSet row) throws SQLException {
        return new Row(
                new StreamId(row.getString("source"), row.getString("account"), row.getString("stream")),
                new SnapshotFreshness(
                        MicrosecondTime.toInstant(row.getLong("compared_at")),
                        row.getLong("items"),
                        row.getString("hash"),
                        row.getLong("version"),
                        at(row.getObject("changed_at", OffsetDateTime.class))));
    }

    private static @Nullable Instant at(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
