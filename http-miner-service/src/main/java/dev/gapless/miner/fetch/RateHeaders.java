package dev.gapless.miner.fetch;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code X-RateLimit-Remaining} and {@code X-RateLimit-Reset}. No standard rules them: the reset is seconds from now at
 * some platforms and seconds of the epoch at others, told apart by size.
 */
final class RateHeaders {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}");
    private static final long EPOCH_SECONDS_FROM = 1_000_000_000L;

    private RateHeaders() {}

    /** @return until when nothing is left; null when something is, or when the headers do not say */
    static @Nullable Instant pauseUntil(@Nullable String remaining, @Nullable String reset, Instant now) {
        if (remaining == null || reset == null || !isNumber(remaining) || !isNumber(reset)) {
            return null;
        }
        if (Long.parseLong(remaining.strip()) > 0) {
            return null;
        }
        long value = Long.parseLong(reset.strip());
        Instant until = value >= EPOCH_SECONDS_FROM ? Instant.ofEpochSecond(value) : now.plusSeconds(value);
        if (!until.isAfter(now)) {
            return null;
        }
        Duration delay = Duration.between(now, until);
        return delay.compareTo(RetryAfter.MOST) > 0 ? now.plus(RetryAfter.MOST) : until;
    }

    private static boolean isNumber(String value) {
        return NUMBER.matcher(value.strip()).matches();
    }
}
