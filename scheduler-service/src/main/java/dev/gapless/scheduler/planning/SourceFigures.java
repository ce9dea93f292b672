package dev.gapless.scheduler.planning;

import dev.gapless.common.metrics.TaggedGauges;
import dev.gapless.scheduler.time.DatabaseClock;
import dev.gapless.scheduler.time.InstantParameters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The gauges {@code gapless.coverage.lag} and {@code gapless.stream.settle}: of each source its worst stream, as last
 * planned by whichever scheduler. A source of which a stream was not planned for longer than it ever should be has no
 * figure. A maximum over some of the streams would look better than it is. Used by one thread.
 */
final class SourceFigures {

    private static final String WORST = """
            select source,
                   max(%s) as lag,
                   max(settle_seconds) as settle,
                   bool_and(coalesce(planned_at >= :since, false)) as whole
              from stream_plan
             group by source
            """.formatted(LateStreams.LAG);

    private record Worst(
            String source, @Nullable Double lag, @Nullable Double settle, boolean whole) {}

    private final JdbcClient jdbc;
    private final DatabaseClock clock;
    private final Duration sweep;
    private final TaggedGauges lag;
    private final TaggedGauges settle;

    SourceFigures(JdbcClient jdbc, DatabaseClock clock, Duration sweep, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.sweep = sweep;
        this.lag = TaggedGauges.ofShares(
                meters,
                "gapless.coverage.lag.seconds",
                "for how long the newest positions have not been covered, of the worst stream");
        this.settle = TaggedGauges.ofShares(
                meters,
                "gapless.stream.settle.seconds",
                "how young positions may be that the listing is held for complete, of the slowest stream");
    }

    /** Reads them again: one pass over all streams. */
    void refresh() {
        Instant now = clock.instant();
        Map<Tags, Double> lags = new HashMap<>();
        Map<Tags, Double> settles = new HashMap<>();
        for (Worst worst : worst(now)) {
            Tags tags = Tags.of("source", worst.source());
            if (worst.whole() && worst.lag() != null) {
                lags.put(tags, worst.lag());
            }
            if (worst.whole() && worst.settle() != null) {
                settles.put(tags, worst.settle());
            }
        }
        lag.show(lags);
        settle.show(settles);
    }

    private List<Worst> worst(Instant now) {
        return jdbc.sql(WORST)
                .param("now", InstantParameters.of(now))
                .param("since", InstantParameters.of(LateStreams.oldestPlan(now, sweep)))
                .query((row, number) -> new Worst(
                        row.getString("source"),
                        row.getObject("lag", Double.class),
                        row.getObject("settle", Double.class),
                        row.getBoolean("whole")))
                .list();
    }
}
