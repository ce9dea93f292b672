package dev.gapless.scheduler.gaps;

import dev.gapless.common.metrics.TaggedGauges;
import dev.gapless.scheduler.gaps.GapQueries.Count;
import dev.gapless.scheduler.time.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The gauges {@code gapless.gaps} and {@code gapless.gap.oldest.age}, read from the ledger now and then. All gaps are
 * counted, so that takes at most a hundredth of the time, however many there are. Used by one thread.
 */
final class GapFigures {

    private static final int RESTS = 99;

    private final GapQueries queries;
    private final DatabaseClock clock;
    private final TaggedGauges gaps;
    private final TaggedGauges oldestAge;
    private long restsUntil = System.nanoTime();

    GapFigures(GapQueries queries, DatabaseClock clock, MeterRegistry meters) {
        this.queries = queries;
        this.clock = clock;
        this.gaps = TaggedGauges.ofAmounts(meters, "gapless.gaps", "gaps by state");
        this.oldestAge = TaggedGauges.ofAmounts(
                meters, "gapless.gap.oldest.age.seconds", "how long the oldest gap is known that is to be filled");
    }

    void refresh() {
        long begin = System.nanoTime();
        if (begin - restsUntil < 0) {
            return;
        }
        List<Count> counts = queries.counts();
        gaps.show(numbers(counts));
        oldestAge.show(ages(counts, clock.instant()));
        long end = System.nanoTime();
        restsUntil = end + RESTS * (end - begin);
    }

    private static Map<Tags, Double> numbers(List<Count> counts) {
        Map<Tags, Double> numbers = new HashMap<>();
        for (Count count : counts) {
            for (GapState state : GapState.values()) {
                double here = count.state() == state ? count.gaps() : 0;
                numbers.merge(Tags.of("source", count.source(), "state", state.name()), here, Double::sum);
            }
        }
        return numbers;
    }

    private static Map<Tags, Double> ages(List<Count> counts, Instant now) {
        Map<Tags, Double> ages = new HashMap<>();
        for (Count count : counts) {
            double age = count.state() == GapState.FILLED || count.state() == GapState.UNFILLABLE
                    ? 0
                    : Duration.between(count.oldestOpenedAt(), now).toMillis() / 1000.0;
            ages.merge(Tags.of("source", count.source()), Math.max(0, age), Math::max);
        }
        return ages;
    }
}
