package dev.gapless.miner.slice;

import dev.gapless.common.retry.RetryBackoff;
import java.time.Clock;
import java.time.Duration;

/** Failures one after another: a pause after each, an end after too many. Used by one thread. */
public final class RetryCounter {

    private final RetryBackoff backoff;
    private final int attempts;
    private final SliceBudget budget;
    private final ShutdownAwareSleeper waiter;
    private final Clock clock;
    private int failures;

    public RetryCounter(
            RetryBackoff backoff, int attempts, SliceBudget budget, ShutdownAwareSleeper waiter, Clock clock) {
        this.backoff = backoff;
        this.attempts = attempts;
        this.budget = budget;
        this.waiter = waiter;
        this.clock = clock;
    }

    void success() {
        failures = 0;
    }

    /** True while the last call failed. */
    boolean failing() {
        return failures > 0;
    }

    /** Waits before another attempt. @return false when there have been enough */
    boolean again() throws InterruptedException {
        failures++;
        if (failures >= attempts) {
            return false;
        }
        Duration pause = backoff.after(failures);
        Duration left = budget.left();
        waiter.until(clock.instant().plus(pause.compareTo(left) < 0 ? pause : left));
        return true;
    }
}
