package dev.gapless.common.connector.session;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Our clock's distance to the source's. It is measured by messages that were on their way for a while, so a translated
 * time is at most the source's own: early by the message's travel time, never late.
 */
final class SourceClock {

    /** No honest clock is further off; a wrong unit is. */
    private static final Duration MOST_OFF = Duration.ofDays(1);

    private long offset;

    /** @return false, and nothing is changed, when the source's time cannot be one */
    boolean measure(long sourceTime, Instant receivedAt) {
        long measured = sourceTime - micros(receivedAt);
        if (Math.abs(measured) > ChronoUnit.MICROS.between(Instant.EPOCH, Instant.EPOCH.plus(MOST_OFF))) {
            return false;
        }
        offset = measured;
        return true;
    }

    /** Our instant as the source's time, in µs since the epoch. */
    long translate(Instant ours) {
        return micros(ours) + offset;
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
