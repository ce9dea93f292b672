package dev.gapless.checkpoint.checkpoints;

import dev.gapless.checkpoint.checkpoints.ProcessingWindow.By;
import dev.gapless.checkpoint.coverage.CoverageReader;
import dev.gapless.checkpoint.coverage.CoverageReader.Asked;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.position.StreamId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds the next window of a processor. Nothing is written: it follows from what is stored. */
final class ProcessingWindows {

    private static final String STREAM = """
            select (select frontier
                      from stream_state
                     where account = :account and source = :source and stream = :stream) as frontier,
                   (select lateness
                      from stream_state
                     where account = :account and source = :source and stream = :stream) as lateness,
                   exists (select 1
                             from coverage_window
                            where account = :account and source = :source and stream = :stream
                              and not isempty(covered)) as covered,
                   (extract(epoch from clock_timestamp()) * 1000000)::bigint as now_us
            """;

    /** @param frontier of a numbered stream; null for one that is ordered by time */
    private record Known(@Nullable Long frontier, @Nullable Long lateness, boolean covered, long nowMicros) {}

    private final JdbcClient jdbc;
    private final CoverageReader coverage;
    private final FirstHorizon firstHorizon;
    private final Duration overlap;

    ProcessingWindows(JdbcClient jdbc, CoverageReader coverage, FirstHorizon firstHorizon, Duration overlap) {
        this.jdbc = jdbc;
        this.coverage = coverage;
        this.firstHorizon = firstHorizon;
        this.overlap = overlap;
    }

    /** @param checkpoint null when there is none yet */
    ProcessingWindow next(CheckpointId id, @Nullable Checkpoint checkpoint) {
        Known known = jdbc.sql(STREAM)
                .param("source", id.source())
                .param("account", id.account())
                .param("stream", id.streamColumn())
                .query((row, number) -> new Known(
                        row.getObject("frontier", Long.class),
                        row.getObject("lateness", Long.class),
                        row.getBoolean("covered"),
                        row.getLong("now_us")))
                .single();
        long from = checkpoint == null ? firstHorizon.of(id) : checkpoint.horizonFrom();
        long to = known.frontier() == null ? known.nowMicros() : known.frontier();
        Coverage processed = checkpoint == null ? Coverage.empty() : checkpoint.processed();
        By by = known.covered() ? By.COVERAGE : processed.isEmpty() ? By.NOTHING : By.CHECKPOINT;
        boolean initial = by == By.NOTHING;
        if (from >= to) {
            return ProcessingWindow.empty(to, initial, by);
        }
        Range horizon = Range.of(from, to);
        Coverage missing = by == By.COVERAGE ? missing(id, horizon) : processed.missingFrom(horizon);
        return ProcessingWindow.of(horizon, missing, initial, by, initial ? 0 : overlap(known));
    }

    private Coverage missing(CheckpointId id, Range horizon) {
        StreamId stream = new StreamId(
                id.source(), id.account(), Optional.ofNullable(id.stream()).orElseThrow());
        List<long[]> pairs = coverage.of(List.of(new Asked(stream, horizon.from(), horizon.to())))
                .getFirst()
                .missing()
                .getOrDefault(Aspect.CREATIONS, List.of());
        return Coverage.of(
                pairs.stream().map(pair -> Range.of(pair[0], pair[1])).toList());
    }

    /** A number says where an item stands, however late it comes. */
    private long overlap(Known known) {
        if (known.frontier() != null) {
            return 0;
        }
        return known.lateness() != null
                ? Math.max(0, known.lateness())
                : TimeUnit.NANOSECONDS.toMicros(overlap.toNanos());
    }
}
