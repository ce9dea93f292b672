package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.common.position.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which streams are held, and how far. */
final class CoverageView {

    private static final String OVERVIEW = """
            select account, stream, bool_or(window_id = source || '/' || account || '/' || stream || ':snapshot') as snapshot,
                   (select count(*)
                      from unnest(range_agg(held)))::bigint as windows,
                   max(upper(held)) as latest,
                   max(upper(covered)) as claimed,
                   (select coalesce(sum(upper(r) - lower(r)), 0)
                      from unnest(range_agg(held)) as u (r))::bigint as positions
              from coverage_window
             where source = :source
               and (not isempty(covered)
                    or window_id = source || '/' || account || '/' || stream || ':snapshot')
             group by account, stream
             order by account, stream
             limit 10000
            """;

    /**
     * @param windows how many ranges are held that stand apart
     * @param latest the end of the furthest of them; null when nothing is held
     * @param claimed the end of the furthest range that Kafka has acknowledged; what of it is not held waits for the
     *     processors
     * @param positions how many positions are held by any of them
     * @param snapshot of a stream that has a current state only; null for streams of events
     */
    record Overview(
            String stream,
            long windows,
            @Nullable Long latest,
            @Nullable Long claimed,
            long positions,
            @Nullable SnapshotFreshness snapshot) {

        private Overview with(@Nullable SnapshotFreshness found) {
            return new Overview(stream, windows, latest, claimed, positions, found);
        }
    }

    /** @param compared true for a stream that has a current state only */
    private record Row(StreamId stream, boolean compared, Overview overview) {}

    private final JdbcClient jdbc;
    private final SnapshotStore snapshots;

    CoverageView(JdbcClient jdbc, SnapshotStore snapshots) {
        this.jdbc = jdbc;
        this.snapshots = snapshots;
    }

    List<Overview> overview(String source) {
        List<Row> rows = jdbc.sql(OVERVIEW)
                .param("source", source)
                .query((row, number) -> read(source, row))
                .list();
        Map<StreamId, SnapshotFreshness> found = snapshots.of(
                rows.stream().filter(Row::compared).map(Row::stream).toList());
        return rows.stream()
                .map(row -> row.overview().with(found.get(row.stream())))
                .toList();
    }

    private static Row read(String source, ResultSet row) throws SQLException {
        StreamId stream = new StreamId(source, row.getString("account"), row.getString("stream"));
        return new Row(
                stream,
                row.getBoolean("snapshot"),
                new Overview(
                        stream.key(),
                        row.getLong("windows"),
                        row.getObject("latest", Long.class),
                        row.getObject("claimed", Long.class),
                        row.getLong("positions"),
                        null));
    }
}
