package dev.gapless.checkpoint.coverage.consistency;

import dev.gapless.common.metrics.TaggedGauges;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The latest figures of each source. A share of nothing has no gauge, or one that is not a number. */
final class ConsistencyGauges {

    private final ConsistencyReport report;
    private final Clock clock;
    private final Duration period;
    private final TaggedGauges items;
    private final TaggedGauges ratios;
    private final TaggedGauges fillTimes;

    ConsistencyGauges(ConsistencyReport report, Clock clock, Duration period, MeterRegistry meters) {
        this.report = report;
        this.clock = clock;
        this.period = period;
        this.items = TaggedGauges.ofAmounts(meters, "gapless.consistency.items", "items by the paths that showed them");
        this.ratios =
                TaggedGauges.ofShares(meters, "gapless.consistency.ratio", "what part of the items, or of the time");
        this.fillTimes = TaggedGauges.ofShares(meters, "gapless.gap.fill.seconds", "from a gap's opening to its end");
    }

    void refresh() {
        Instant now = clock.instant();
        Map<Tags, Double> counts = new HashMap<>();
        Map<Tags, Double> shares = new HashMap<>();
        Map<Tags, Double> times = new HashMap<>();
        for (SourceConsistency each : report.of(null, now.minus(period), now)) {
            count(counts, each.source(), "both", each.overlap());
            count(counts, each.source(), "http", each.httpOnly());
            count(counts, each.source(), "websocket", each.websocketOnly());
            share(shares, each.source(), "overlap", each.overlapRatio());
            share(shares, each.source(), "conflict", each.conflictRate());
            share(shares, each.source(), "new-data", each.newDataRatio());
            share(shares, each.source(), "dedupe-hit", each.dedupeHitRatio());
            share(shares, each.source(), "uptime", each.uptime());
            GapFillStatistics fill = each.gapFill();
            if (fill != null) {
                share(times, each.source(), "mean", fill.mean());
                share(times, each.source(), "p50", fill.p50());
                share(times, each.source(), "p95", fill.p95());
            }
        }
        items.show(counts);
        ratios.show(shares);
        fillTimes.show(times);
    }

    private static void count(Map<Tags, Double> counts, String source, String seen, long count) {
        counts.put(Tags.of("source", source, "seen", seen), (double) count);
    }

    private static void share(Map<Tags, Double> shares, String source, String of, @Nullable Double share) {
        if (share != null) {
            shares.put(Tags.of("source", source, "of", of), share);
        }
    }
}
