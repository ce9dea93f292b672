package dev.gapless.capture.conversation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next connection: up to 500 ms after one that was healthy, then twice as long each time up
 * to a minute, each wait drawn evenly from zero to that bound, so that many who lost the same source do not come back
 * together. It never gives up.
 */
final class Reconnection {

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration HEALTHY = Duration.ofSeconds(10);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int AT_ONCE_A_MINUTE = 5;
    private static final int MOST_DOUBLINGS = 7;

    private final RandomGenerator random;
    private final Deque<Instant> atOnce = new ArrayDeque<>();
    private int failures;

    Reconnection(RandomGenerator random) {
        this.random = random;
    }

    /** @param lived how long the subscription was confirmed; zero when it never was */
    Duration after(Duration lived) {
        failures = lived.compareTo(HEALTHY) >= 0 ? 0 : Math.min(failures + 1, MOST_DOUBLINGS);
        long bound = Math.min(FIRST.toMillis() << failures, LONGEST.toMillis());
        return Duration.ofMillis(random.nextLong(bound) + 1);
    }

    /** For a connection that was sound: no wait, as long as that does not happen too often. */
    Duration atOnce(Instant now) {
        while (!atOnce.isEmpty() && atOnce.getFirst().isBefore(now.minus(MINUTE))) {
            atOnce.removeFirst();
        }
        atOnce.addLast(now);
        return atOnce.size() <= AT_ONCE_A_MINUTE ? Duration.ZERO : after(Duration.ZERO);
    }
}
