package dev.gapless.scheduler.gaps;

import dev.gapless.scheduler.gaps.GapQueries.Count;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The gauges {@code gapless.gaps} and {@code gapless.gap.oldest.age}, read from the ledger now and then. */
final class GapFigures {

    private final GapQueries queries;
    private final Clock clock;
    private final MultiGauge gaps;
    private final MultiGauge oldestAge;

    GapFigures(GapQueries queries, Clock clock, MeterRegistry meters) {
        this.queries = queries;
        this.clock = clock;
        this.gaps =
                MultiGauge.builder("gapless.gaps").description("gaps by state").register(meters);
        this.oldestAge = MultiGauge.builder("gapless.gap.oldest.age")
                .description("how long the oldest unfilled gap is known")
                .baseUnit("seconds")
                .register(meters);
    }

    void refresh() {
        Instant now = clock.instant();
        Map<String, Map<GapState, Long>> bySource = new HashMap<>();
        Map<String, Double> ages = new HashMap<>();
        for (Count count : queries.counts()) {
            bySource.computeIfAbsent(count.source(), source -> new HashMap<>()).put(count.state(), count.gaps());
            double age = count.state() == GapState.FILLED
                    ? 0
                    : Duration.between(count.oldestOpenedAt(), now).toMillis() / 1000.0;
            ages.merge(count.source(), Math.max(0, age), Math::max);
        }
        gaps.register(rows(bySource), true);
        oldestAge.register(
                ages.entrySet().stream()
                        .<Row<?>>map(age -> Row.of(Tags.of("source", age.getKey()), age.getValue()))
                        .toList(),
                true);
    }

    private static List<Row<?>> rows(Map<String, Map<GapState, Long>> bySource) {
        List<Row<?>> rows = new ArrayList<>();
        bySource.forEach((source, counts) -> {
            for (GapState state : GapState.values()) {
                rows.add(Row.of(Tags.of("source", source, "state", state.name()), counts.getOrDefault(state, 0L)));
            }
        });
        return rows;
    }
}
