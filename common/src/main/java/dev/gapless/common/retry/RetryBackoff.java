package dev.gapless.common.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Delays between attempts. The bound doubles with each failure in a row, from {@code first} up to {@code max}. Each
 * delay is drawn at random below the bound, so that callers that failed together do not return together. The source of
 * chance is given, so that a test and the simulation repeat a run; that is why no library class stands here.
 */
public final class RetryBackoff {

    private static final int MAX_DOUBLINGS = 20;

    private final Duration first;
    private final Duration max;
    private final boolean upperHalf;
    private final RandomGenerator random;

    private RetryBackoff(Duration first, Duration max, boolean upperHalf, RandomGenerator random) {
        if (!first.isPositive() || !max.isPositive()) {
            throw new IllegalArgumentException(
                    "back-off: from %s to %s (expected: both more than zero)".formatted(first, max));
        }
        this.first = first;
        this.max = max;
        this.upperHalf = upperHalf;
        this.random = random;
    }

    /** Delays from almost zero to the bound. */
    public static RetryBackoff fullJitter(Duration first, Duration max, RandomGenerator random) {
        return new RetryBackoff(first, max, false, random);
    }

    /** Delays from half of the bound to the bound. */
    public static RetryBackoff halfJitter(Duration first, Duration max, RandomGenerator random) {
        return new RetryBackoff(first, max, true, random);
    }

    /**
     * @param failures in a row, at least 1
     * @return more than zero and at most {@code max}
     */
    public Duration after(int failures) {
        Duration doubled = first.multipliedBy(1L << Math.clamp(failures - 1L, 0, MAX_DOUBLINGS));
        long bound = (doubled.compareTo(max) < 0 ? doubled : max).toNanos();
        long sure = upperHalf ? bound / 2 : 0;
        return Duration.ofNanos(sure + random.nextLong(bound - sure) + 1);
    }
}
