package dev.gapless.capture.account;

import dev.gapless.common.retry.RetryBackoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next connection. It is up to 500 ms after one that was healthy, then up to a second. It
 * doubles each time, up to a minute. Each wait is drawn evenly from zero to that bound, so that many who lost the same
 * source do not come back together. It never gives up. Used by one thread.
 */
final class ReconnectBackoff {

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int AT_ONCE_A_MINUTE = 5;

    private final RandomGenerator random;
    private final RetryBackoff afterFailures;
    private final Deque<Instant> atOnce = new ArrayDeque<>();
    private int failures;

    ReconnectBackoff(RandomGenerator random) {
        this.random = random;
        this.afterFailures = RetryBackoff.fullJitter(SHORT, MINUTE, random);
    }

    Duration afterHealth() {
        failures = 0;
        return upTo(FIRST);
    }

    Duration afterFailure() {
        failures++;
        return afterFailures.after(failures);
    }

    /** One of our own services is away: that says nothing about the source. */
    Duration shortly() {
        return upTo(SHORT);
    }

    /**
     * For a connection that was sound: no wait five times a minute, and up to twelve seconds beyond that. No failure is
     * counted, and earlier ones are forgotten.
     *
     * @param now by a clock that is never set
     */
    Duration atOnce(Instant now) {
        failures = 0;
        while (!atOnce.isEmpty() && !atOnce.getFirst().isAfter(now.minus(MINUTE))) {
            atOnce.removeFirst();
        }
        if (atOnce.size() >= AT_ONCE_A_MINUTE) {
            return upTo(MINUTE.dividedBy(AT_ONCE_A_MINUTE));
        }
        atOnce.addLast(now);
        return Duration.ZERO;
    }

    private Duration upTo(Duration bound) {
        return Duration.ofMillis(random.nextLong(bound.toMillis()) + 1);
    }
}
