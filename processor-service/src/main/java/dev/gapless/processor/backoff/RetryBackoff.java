package dev.gapless.processor.backoff;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Delays that double from 50 ms up to 1 s, each drawn anew from its upper half, so that pods which failed together do
 * not come back together.
 */
public final class RetryBackoff {

    private static final long FIRST_MILLIS = 50;
    private static final long MAX_MILLIS = 1_000;
    private static final int DOUBLINGS = 5;

    private final RandomGenerator random;

    public RetryBackoff(RandomGenerator random) {
        this.random = random;
    }

    /** @param failures in a row, at least 1 */
    public Duration after(int failures) {
        long most = Math.min(MAX_MILLIS, FIRST_MILLIS << Math.min(failures - 1, DOUBLINGS));
        return Duration.ofMillis(most / 2 + random.nextLong(most / 2) + 1);
    }
}
