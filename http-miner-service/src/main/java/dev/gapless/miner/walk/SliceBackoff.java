package dev.gapless.miner.walk;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses after failures: doubled each time, with full jitter so that slices that failed together do not return so. */
public record SliceBackoff(Duration first, Duration most, RandomGenerator random) {

    /** @param failures so far, one after another; at least 1 */
    Duration after(int failures) {
        long doubled = first.toNanos() << Math.min(failures - 1, 20);
        long limit = Math.min(most.toNanos(), doubled);
        return Duration.ofNanos(random.nextLong(limit) + 1);
    }
}
