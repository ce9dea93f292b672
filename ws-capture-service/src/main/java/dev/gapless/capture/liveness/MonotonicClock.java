package dev.gapless.capture.liveness;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/**
 * Starts at the present of a clock and goes on evenly, whatever happens to that clock. A clock that is set in the
 * middle of a connection would make silence of it, or, worse, proof.
 */
public final class MonotonicClock extends Clock {

    private final Clock origin;
    private final LongSupplier nanos;
    private final Instant start;
    private final long startNanos;

    public MonotonicClock(Clock origin, LongSupplier nanos) {
        this.origin = origin;
        this.nanos = nanos;
        this.start = origin.instant();
        this.startNanos = nanos.getAsLong();
    }

    public static MonotonicClock from(Clock clock) {
        return new MonotonicClock(clock, System::nanoTime);
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos.getAsLong() - startNanos);
    }

    @Override
    public ZoneId getZone() {
        return origin.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new MonotonicClock(origin.withZone(zone), nanos);
    }
}
