package dev.gapless.miner.ratelimit;

import java.time.Duration;

/**
 * The rate at which calls may be made.
 *
 * @param requestsPerSecond in the long run; greater than 0
 * @param burst how many may come at once after a pause; at least 1
 */
public record RateLimit(double requestsPerSecond, int burst) {

    private static final double MICROS = 1_000_000d;

    public RateLimit {
        if (!(requestsPerSecond > 0) || burst < 1) {
            throw new IllegalArgumentException(
                    "pace: %s per second, burst %d (expected: > 0 and >= 1)".formatted(requestsPerSecond, burst));
        }
    }

    /** From one call to the next in the long run, in µs; at least 1. */
    long intervalMicros() {
        return Math.max(1, (long) Math.ceil(MICROS / requestsPerSecond));
    }

    public Duration interval() {
        return Duration.ofNanos(intervalMicros() * 1_000);
    }
}
