package dev.gapless.capture.liveness;

import java.time.Duration;
import java.time.Instant;

/** A duty that comes round. Used by one thread. */
public final class PeriodicTrigger {

    private final Duration every;
    private Instant next;

    public PeriodicTrigger(Duration every, Instant start) {
        this.every = every;
        this.next = start.plus(every);
    }

    /** True at most once in {@code every}; rounds that were missed are not made up for. */
    public boolean due(Instant now) {
        if (now.isBefore(next)) {
            return false;
        }
        next = now.plus(every);
        return true;
    }

    /** Negative when it is overdue. */
    public Duration until(Instant now) {
        return Duration.between(now, next);
    }
}
