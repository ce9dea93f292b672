package dev.gapless.scheduler.gaps;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.scheduler.instants.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The gap ledger as operators read it. */
final class GapQueries {

    private static final String COLUMNS = """
            select id, source, account, stream, range_from, range_to, aspects, state, epoch, attempts, due_at, reason,
                   opened_at, closed_at
              from gap
            """;

    /** @param oldestOpenedAt when the oldest of them was opened */
    record Count(String source, GapState state, long gaps, Instant oldestOpenedAt) {}

    private final JdbcClient jdbc;

    GapQueries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Unfinished ones first, then the newest. */
    List<GapView> list(GapFilter filter) {
        return jdbc.sql(COLUMNS + """
                 where (cast(:source as text) is null or source = :source)
                   and (cast(:account as text) is null or account = :account)
                   and (cast(:stream as text) is null or stream = :stream)
                   and (cast(:state as text) is null or state = :state)
                 order by state = 'FILLED', opened_at desc, id
                 limit :limit
                """)
                .param("source", filter.source())
                .param("account", filter.account())
                .param("stream", filter.stream())
                .param("state", filter.state() == null ? null : filter.state().name())
                .param("limit", filter.limit())
                .query(GapQueries::read)
                .list();
    }

    Optional<GapView> find(String id) {
        return jdbc.sql(COLUMNS + "where id = :id")
                .param("id", id)
                .query(GapQueries::read)
                .optional();
    }

    private static GapView read(ResultSet row, int rowNumber) throws SQLException {
        return new GapView(
                row.getString("id"),
                row.getString("source"),
                row.getString("account"),
                row.getString("stream"),
                row.getLong("range_from"),
                row.getLong("range_to"),
                Aspect.ofMask(row.getInt("aspects")),
                GapState.valueOf(row.getString("state")),
                row.getLong("epoch"),
                row.getInt("attempts"),
                Columns.instant(row, "due_at"),
                row.getString("reason"),
                Columns.instant(row, "opened_at"),
                Columns.nullableInstant(row, "closed_at"));
    }

    /** One row a source and state that has gaps. */
    List<Count> counts() {
        return jdbc.sql("""
                select source, state, count(*) as gaps, min(opened_at) as oldest
                  from gap
                 group by source, state
                """)
                .query((row, number) -> new Count(
                        row.getString("source"),
                        GapState.valueOf(row.getString("state")),
                        row.getLong("gaps"),
                        Columns.instant(row, "oldest")))
                .list();
    }
}
