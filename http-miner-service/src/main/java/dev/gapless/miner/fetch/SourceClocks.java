package dev.gapless.miner.fetch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far the sources' clocks are behind ours, by the dates of their answers. A date is cut to the second and was on
 * its way for a while, so each tells too much; the one that tells least is the closest, and is kept for ten to twenty
 * minutes. Safe for many threads.
 */
public final class SourceClocks {

    private static final Duration KEPT = Duration.ofMinutes(10);

    /** No honest clock is further off; a cached answer is. */
    private static final Duration MOST = Duration.ofDays(1);

    private record Measured(Instant since, Duration least, Duration before) {}

    private final Map<String, Measured> sources = new ConcurrentHashMap<>();
    private final Clock clock;
    private final MeterRegistry meters;

    public SourceClocks(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
    }

    /** @param date as the answer says it; whole seconds */
    public void answered(String source, Instant date) {
        Instant now = clock.instant();
        Duration behind = Duration.between(date, now);
        if (behind.abs().compareTo(MOST) < 0) {
            Measured told = new Measured(now, behind, MOST);
            if (sources.putIfAbsent(source, told) == null) {
                Gauge.builder(
                                "gapless.source.clock.behind.seconds",
                                this,
                                clocks -> clocks.behind(source).toMillis() / 1_000.0)
                        .tag("source", source)
                        .register(meters);
            } else {
                sources.merge(source, told, (held, another) -> with(held, another, now));
            }
        }
    }

    private static Measured with(Measured held, Measured told, Instant now) {
        return now.isAfter(held.since().plus(KEPT))
                ? new Measured(now, told.least(), held.least())
                : new Measured(held.since(), least(held.least(), told.least()), held.before());
    }

    /** Zero where the source is ahead of us, or has not been measured. */
    public Duration behind(String source) {
        Measured held = sources.get(source);
        if (held == null) {
            return Duration.ZERO;
        }
        Duration behind = least(held.least(), held.before());
        return behind.isNegative() ? Duration.ZERO : behind;
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
