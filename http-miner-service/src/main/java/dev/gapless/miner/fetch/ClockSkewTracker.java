package dev.gapless.miner.fetch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How far the sources' clocks are behind ours, by the dates of their answers. A date is cut to the second and was on
 * its way for a while, so each gives too large a distance. The smallest is the closest, and is kept for ten to twenty
 * minutes. One that tells more, by more than a second and the time of its request, shows a clock that was set back. It
 * counts at once. A date of long ago may be that of an answer that a cache has kept, or our clock may be far ahead. It
 * is used, because the next answer corrects a page walk that claims too little. Measured on a monotonic clock: when
 * ours is set, what was measured before is as true as it was. Safe for many threads.
 */
public final class ClockSkewTracker {

    private static final Duration KEPT = Duration.ofMinutes(10);

    /** No honest clock is further ahead. */
    private static final Duration MAX_AHEAD = Duration.ofDays(1);

    /** A date may be so much too old because it is cut to the second, and because clocks are read one after another. */
    private static final Duration CUT = Duration.ofMillis(1_100);

    private static final Duration NEVER = Duration.ofDays(1_000_000);

    /** @param since and the rest by the even clock, whose zero means nothing */
    private record Measured(Instant since, Duration least, Duration before) {}

    private final Map<String, Measured> sources = new ConcurrentHashMap<>();
    private final Clock clock;
    private final LongSupplier nanos;
    private final MeterRegistry meters;

    public ClockSkewTracker(Clock clock, MeterRegistry meters) {
        this(clock, System::nanoTime, meters);
    }

    /** @param nanos goes on evenly, whatever happens to {@code clock} */
    public ClockSkewTracker(Clock clock, LongSupplier nanos, MeterRegistry meters) {
        this.clock = clock;
        this.nanos = nanos;
        this.meters = meters;
    }

    /**
     * @param date as the answer says it; whole seconds
     * @param took from the request to the answer's first bytes
     */
    public void answered(String source, Instant date, Duration took) {
        Instant now = even();
        if (Duration.between(clock.instant(), date).compareTo(MAX_AHEAD) < 0) {
            Measured told = new Measured(now, Duration.between(date, now), NEVER);
            if (sources.putIfAbsent(source, told) == null) {
                Gauge.builder(
                                "gapless.source.clock.behind.seconds",
                                this,
                                clocks -> clocks.behind(source).toMillis() / 1_000.0)
                        .tag("source", source)
                        .register(meters);
            } else {
                sources.merge(source, told, (held, another) -> with(held, another, took, now));
            }
        }
    }

    private static Measured with(Measured held, Measured told, Duration took, Instant now) {
        Duration most = least(held.least(), held.before()).plus(CUT).plus(took);
        if (told.least().compareTo(most) > 0) {
            return new Measured(now, told.least(), NEVER);
        }
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
        Duration ours = Duration.between(even(), clock.instant());
        Duration behind = least(held.least(), held.before()).plus(ours);
        return behind.isNegative() ? Duration.ZERO : behind;
    }

    private Instant even() {
        return Instant.EPOCH.plusNanos(nanos.getAsLong());
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
