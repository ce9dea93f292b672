package dev.gapless.checkpoint.coverage;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.position.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Windows as people ask for them. */
@Repository
class CoverageView {

    private static final String WINDOWS = """
            select lower(covered) as covered_from, upper(covered) as covered_to, evidence, door, aspects, open
              from coverage_window
             where account = :account
               and source = :source
               and stream = :stream
               and covered && int8range(:from, :to)
             order by lower(covered), upper(covered)
            """;

    private static final String FRESHNESS = """
            select max(reported_at)
              from coverage_window
             where account = :account
               and source = :source
               and stream = :stream
               and window_id = :window
            """;

    private static final String OVERVIEW = """
            select account, stream, count(*) as windows, max(upper(covered)) as latest,
                   coalesce(sum(upper(covered) - lower(covered)), 0)::bigint as positions
              from coverage_window
             where source = :source
               and not isempty(covered)
             group by account, stream
             order by account, stream
             limit 10000
            """;

    record Window(long from, long to, String evidence, String door, Set<Aspect> aspects, boolean open) {}

    record Overview(String stream, long windows, @Nullable Long latest, long positions) {}

    private final JdbcClient jdbc;

    CoverageView(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Window> windows(StreamId stream, long from, long to) {
        return jdbc.sql(WINDOWS)
                .param("account", stream.account())
                .param("source", stream.source())
                .param("stream", stream.stream())
                .param("from", from)
                .param("to", to)
                .query((row, number) -> window(row))
                .list();
    }

    private static Window window(ResultSet row) throws SQLException {
        return new Window(
                row.getLong("covered_from"),
                row.getLong("covered_to"),
                row.getString("evidence"),
                row.getString("door"),
                Aspect.ofMask(row.getInt("aspects")),
                row.getBoolean("open"));
    }

    /** When a snapshot stream was last compared; null for never, and for streams of events. */
    @Nullable
    Instant freshness(StreamId stream) {
        return jdbc.sql(FRESHNESS)
                .param("account", stream.account())
                .param("source", stream.source())
                .param("stream", stream.stream())
                .param("window", stream.key() + ":snapshot")
                .query((row, number) -> row.getTimestamp(1) == null
                        ? Instant.EPOCH
                        : row.getTimestamp(1).toInstant())
                .optional()
                .filter(instant -> instant.isAfter(Instant.EPOCH))
                .orElse(null);
    }

    List<Overview> overview(String source) {
        return jdbc.sql(OVERVIEW)
                .param("source", source)
                .query((row, number) -> new Overview(
                        source + "/" + row.getString("account") + "/" + row.getString("stream"),
                        row.getLong("windows"),
                        row.getObject("latest", Long.class),
                        row.getLong("positions")))
                .list();
    }
}
