package dev.gapless.scheduler.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to leave a thing alone that failed: twice as long each time, up to five minutes, and then a random part of
 * that, so that what failed together does not come back together.
 */
public final class FailureBackoff {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofMinutes(5);
    private static final int DOUBLINGS = 9;

    private final RandomGenerator random;

    public FailureBackoff(RandomGenerator random) {
        this.random = random;
    }

    /**
     * @param failures in a row, from 1
     * @return more than nothing and at most five minutes
     */
    public Duration after(int failures) {
        Duration most = FIRST.multipliedBy(1L << Math.clamp(failures - 1L, 0, DOUBLINGS));
        long millis = (most.compareTo(MAX) < 0 ? most : MAX).toMillis();
        return Duration.ofMillis(random.nextLong(millis) + 1);
    }
}
