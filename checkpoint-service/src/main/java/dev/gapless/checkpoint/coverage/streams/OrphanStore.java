package dev.gapless.checkpoint.coverage.streams;

import dev.gapless.common.position.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rows that a fork left behind. They follow from the tables alone, so a crash forgets none.
 *
 * <p>A row that was read before the fork was recorded may belong to either history. It becomes an orphan in one of two
 * cases:
 *
 * <ul>
 *   <li>Its position has been read again under the new generation, and the ledger has decided what was read there.
 *   <li>A live reader of the new generation says that the source does not reach so far.
 * </ul>
 *
 * <p>What still carries the old generation then is not in the new history. Until then the row stands in a range that
 * coverage calls a gap.
 */
final class OrphanStore {

    private static final String UNSETTLED = """
            select exists (select 1
                             from stream_fork
                            where not settled)
            """;

    /** Keyset paging: a batch that is on its way does not stand before the next. */
    private static final String NEXT = """
            with former as (
                select i.source, i.account, i.stream, i.item_id, i.position, i.version, i.operation / 3 as undo_count,
                       max(f.generation) as generation
                  from stream_fork f
                  join item i using (account, source, stream)
                 where not f.settled
                   and not i.deleted
                   and i.position > f.ancestor
                   and i.generation < f.generation
                   and (i.account, i.source, i.stream, i.item_id) > (:account, :source, :stream, :item)
                 group by i.account, i.source, i.stream, i.item_id
            )
            select r.*
              from former r
             where exists (select 1
                             from coverage_window w
                             join stream_state s using (account, source, stream)
                            where w.account = r.account
                              and w.source = r.source
                              and w.stream = r.stream
                              and w.generation >= r.generation
                              and (w.held @> r.position
                                   or w.path = 'LIVE' and r.position >= s.frontier))
             order by r.account, r.source, r.stream, r.item_id
             limit :limit
            """;

    /** Long after the fork every reader knows of it. If one did not, the ledger would refuse its items. */
    private static final String SETTLE = """
            update stream_fork f
               set settled = true
             where not f.settled
               and f.recorded_at < now() - :quiet * interval '1 second'
               and not exists (select 1
                                 from item i
                                where i.account = f.account
                                  and i.source = f.source
                                  and i.stream = f.stream
                                  and not i.deleted
                                  and i.position > f.ancestor
                                  and i.generation < f.generation)
            """;

    private final JdbcClient jdbc;

    OrphanStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** False as a rule: then there is nothing to look for. */
    boolean possible() {
        return jdbc.sql(UNSETTLED).query(Boolean.class).single();
    }

    /** @param last of the batch before; null for the first */
    List<OrphanedRow> after(@Nullable OrphanedRow last, int limit) {
        return jdbc.sql(NEXT)
                .param("account", last == null ? "" : last.stream().account())
                .param("source", last == null ? "" : last.stream().source())
                .param("stream", last == null ? "" : last.stream().stream())
                .param("item", last == null ? "" : last.itemId())
                .param("limit", limit)
                .query((row, number) -> read(row))
                .list();
    }

    /** @param quiet how old a fork must be to be done with */
    int settle(Duration quiet) {
        return jdbc.sql(SETTLE).param("quiet", quiet.toSeconds()).update();
    }

    private static OrphanedRow read(ResultSet row) throws SQLException {
        return new OrphanedRow(
                new StreamId(row.getString("source"), row.getString("account"), row.getString("stream")),
                row.getString("item_id"),
                row.getLong("position"),
                row.getLong("version"),
                row.getInt("undo_count"),
                row.getLong("generation"));
    }
}
