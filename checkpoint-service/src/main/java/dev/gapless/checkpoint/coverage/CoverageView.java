package dev.gapless.checkpoint.coverage;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.position.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Windows as people ask for them. */
final class CoverageView {

    private static final String WINDOWS = """
            select lower(covered) as covered_from, upper(covered) as covered_to, evidence, door, aspects, open
              from coverage_window
             where account = :account
               and source = :source
               and stream = :stream
               and covered && int8range(:from, :to)
             order by lower(covered), upper(covered)
            """;

    private static final String END = """
            select max(upper(covered))
              from coverage_window
             where account = :account
               and source = :source
               and stream = :stream
            """;

    private static final String FRESHNESS = """
            select reach
              from coverage_window
             where account = :account
               and source = :source
               and stream = :stream
               and window_id = :window
            """;

    private static final String OVERVIEW = """
            select account, stream, count(*) as windows, max(upper(covered)) as latest,
                   (select coalesce(sum(upper(r) - lower(r)), 0)
                      from unnest(range_agg(covered)) as u (r))::bigint as positions
              from coverage_window
             where source = :source
               and not isempty(covered)
             group by account, stream
             order by account, stream
             limit 10000
            """;

    record Window(long from, long to, String evidence, String door, Set<Aspect> aspects, boolean open) {}

    /**
     * @param windows how many ranges are kept
     * @param latest the end of the furthest
     * @param positions how many positions are held by any of them
     */
    record Overview(String stream, long windows, @Nullable Long latest, long positions) {}

    private final JdbcClient jdbc;

    CoverageView(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Window> windows(StreamId stream, long from, long to) {
        return jdbc.sql(WINDOWS)
                .params(key(stream))
                .param("from", from)
                .param("to", to)
                .query((row, number) -> window(row))
                .list();
    }

    /** The end of the furthest range; empty when nothing is covered. */
    Optional<Long> end(StreamId stream) {
        return jdbc.sql(END).params(key(stream)).query(Long.class).optional();
    }

    /** When a snapshot stream was last compared, as told by whoever compared it; null for never, and for events. */
    @Nullable
    Instant freshness(StreamId stream) {
        return jdbc.sql(FRESHNESS)
                .params(key(stream))
                .param("window", stream.key() + ":snapshot")
                .query(Long.class)
                .optional()
                .map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS))
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

    private static Window window(ResultSet row) throws SQLException {
        return new Window(
                row.getLong("covered_from"),
                row.getLong("covered_to"),
                row.getString("evidence"),
                row.getString("door"),
                Aspect.ofMask(row.getInt("aspects")),
                row.getBoolean("open"));
    }

    private static Map<String, Object> key(StreamId stream) {
        return Map.of("source", stream.source(), "account", stream.account(), "stream", stream.stream());
    }
}
