package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.checkpoint.coverage.windows.RetractedRange.Whose;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.position.StreamId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Cuts what stands on captured records that Kafka deleted before they were decided. It becomes a gap and is mined, and
 * no later report of the window brings it back.
 *
 * <p>A live report may name a record whose position only a later report covers, since claims trail what has come. So
 * the cut reaches beyond the range. A walk's reports each stand on all records of the walk, so those behind a loss are
 * cut too.
 */
final class LostRecords {

    static final String CAUSE = "captured-records-lost";

    /** By how much a live claim may trail at least: the declared lateness is not known here, and clocks differ. */
    private static final long TRAIL_MICROS = 60_000_000;

    private static final String LOST = """
            select p.source, p.account, p.stream, p.window_id, p.slot, coalesce(w.part_of, p.window_id) as part_of,
                   (p.covered * w.covered - w.held)::text as lost, w.path = 'LIVE' as live, s.lateness,
                   p.xmin::text as row_version
              from coverage_pending p
              left join coverage_window w using (account, source, stream, window_id)
              left join stream_state s using (account, source, stream)
             where records_lost(p.topic_id, p.firsts, p.nexts)
             limit 1000
            """;

    /** A row that took up more of its window since it was read stays, and is cut again. */
    private static final String FORGET = """
            delete from coverage_pending
             where source = ?
               and account = ?
               and stream = ?
               and window_id = ?
               and slot = ?
               and xmin::text = ?
            """;

    private record Lost(
            StreamId stream, String windowId, long slot, String rowVersion, String partOf, List<Range> ranges) {}

    /** What the path's next report may cover of the records that were named with this range. */
    private static Range reaching(Range range, boolean live, @Nullable Long lateness) {
        if (!live) {
            return range;
        }
        return Range.of(
                range.from(), range.to() + (lateness == null ? TRAIL_MICROS : Math.max(TRAIL_MICROS, 2 * lateness)));
    }

    private final JdbcTemplate jdbc;
    private final CoverageRetractions cuts;
    private final Clock clock;

    LostRecords(JdbcTemplate jdbc, CoverageRetractions cuts, Clock clock) {
        this.jdbc = jdbc;
        this.cuts = cuts;
        this.clock = clock;
    }

    /** The range is cut before its row is forgotten, so a crash in between only repeats the cut. */
    void cut() {
        for (Lost lost : lost()) {
            for (Range range : lost.ranges()) {
                cuts.apply(new RetractedRange(
                        lost.stream(), range, new Whose.TheseWindows(List.of(lost.partOf())), CAUSE, clock.instant()));
            }
            StreamId stream = lost.stream();
            jdbc.update(
                    FORGET,
                    stream.source(),
                    stream.account(),
                    stream.stream(),
                    lost.windowId(),
                    lost.slot(),
                    lost.rowVersion());
        }
    }

    private List<Lost> lost() {
        return new ArrayList<>(jdbc.query(LOST, (row, number) -> {
            String ranges = row.getString("lost");
            boolean live = row.getBoolean("live");
            Long lateness = row.getObject("lateness", Long.class);
            return new Lost(
                    new StreamId(row.getString("source"), row.getString("account"), row.getString("stream")),
                    row.getString("window_id"),
                    row.getLong("slot"),
                    row.getString("row_version"),
                    row.getString("part_of"),
                    ranges == null
                            ? List.of()
                            : MultirangeText.parse(ranges).stream()
                                    .map(range -> reaching(range, live, lateness))
                                    .toList());
        }));
    }
}
