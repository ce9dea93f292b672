package dev.gapless.checkpoint.consistency;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The latest figures of each source. A share of nothing has no gauge. */
final class ConsistencyGauges {

    private final ConsistencyReport report;
    private final Clock clock;
    private final Duration period;
    private final MultiGauge items;
    private final MultiGauge ratios;
    private final MultiGauge fillTimes;

    ConsistencyGauges(ConsistencyReport report, Clock clock, Duration period, MeterRegistry meters) {
        this.report = report;
        this.clock = clock;
        this.period = period;
        this.items = MultiGauge.builder("gapless.consistency.items").register(meters);
        this.ratios = MultiGauge.builder("gapless.consistency.ratio").register(meters);
        this.fillTimes = MultiGauge.builder("gapless.gap.fill.seconds").register(meters);
    }

    void refresh() {
        Instant now = clock.instant();
        List<MultiGauge.Row<?>> counts = new ArrayList<>();
        List<MultiGauge.Row<?>> shares = new ArrayList<>();
        List<MultiGauge.Row<?>> times = new ArrayList<>();
        for (Consistency each : report.of(null, now.minus(period), now)) {
            count(counts, each.source(), "both", each.overlap());
            count(counts, each.source(), "http", each.httpOnly());
            count(counts, each.source(), "websocket", each.websocketOnly());
            share(shares, each.source(), "overlap", each.overlapRatio());
            share(shares, each.source(), "conflict", each.conflictRate());
            share(shares, each.source(), "new-data", each.newDataRatio());
            share(shares, each.source(), "dedupe-hit", each.dedupeHitRatio());
            share(shares, each.source(), "uptime", each.uptime());
            FillTimes fill = each.gapFill();
            if (fill != null) {
                share(times, each.source(), "mean", fill.mean());
                share(times, each.source(), "p50", fill.p50());
                share(times, each.source(), "p95", fill.p95());
            }
        }
        items.register(counts, true);
        ratios.register(shares, true);
        fillTimes.register(times, true);
    }

    private static void count(List<MultiGauge.Row<?>> rows, String source, String seen, long count) {
        rows.add(MultiGauge.Row.of(Tags.of("source", source, "seen", seen), count));
    }

    private static void share(List<MultiGauge.Row<?>> rows, String source, String of, @Nullable Double share) {
        if (share != null) {
            rows.add(MultiGauge.Row.of(Tags.of("source", source, "of", of), share));
        }
    }
}
