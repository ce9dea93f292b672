package dev.gapless.live.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of intervals of 20 s, which clients of the Durable Streams protocol send back. So a cache never answers one
 * client twice with the same empty answer.
 */
final class CacheCursor {

    private static final Instant BEGIN = Instant.parse("2024-10-09T00:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(20);
    /** An hour. */
    private static final long MOST_JITTER = 180;

    private final Clock clock;
    private final RandomGenerator random;

    CacheCursor(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** @param told by the client; the answer is greater. What is no number, or 18 digits long, counts as none */
    String next(@Nullable String told) {
        long now = Duration.between(BEGIN, clock.instant()).dividedBy(INTERVAL);
        long before = told != null && told.matches("[0-9]{1,17}") ? Long.parseLong(told) : -1;
        return Long.toString(before < now ? now : before + random.nextLong(1, MOST_JITTER + 1));
    }
}
