package dev.gapless.miner.fetch;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code X-RateLimit-Remaining} and {@code X-RateLimit-Reset}, and their kin. No standard rules them: the reset is
 * seconds from now at some platforms and seconds of the epoch at others, told apart by size.
 */
final class RateHeaders {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}");
    private static final long EPOCH_SECONDS_FROM = 1_000_000_000L;

    /** Whole seconds are rounded up, so that this is what they are too long on average. */
    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

    /** No quota takes longer to be full again. More than some hundred years would not fit into nanoseconds. */
    private static final Duration MOST = Duration.ofDays(366);

    private RateHeaders() {}

    /**
     * @param sent when the answer was sent, by the clock that instants are told by
     * @return for how long nothing is left; null when something is, or when the headers do not say
     */
    static @Nullable Duration pause(@Nullable String remaining, @Nullable String reset, Instant sent) {
        if (remaining == null || reset == null || !isNumber(remaining) || !isNumber(reset)) {
            return null;
        }
        if (Long.parseLong(remaining.strip()) > 0) {
            return null;
        }
        Duration pause = until(Long.parseLong(reset.strip()), sent);
        return pause.isPositive() ? pause : null;
    }

    /**
     * @param sent when the answer was sent, by the clock that instants are told by
     * @return what is left, and for how long; null when nothing is, or when the headers do not say
     */
    static @Nullable QuotaLeft left(@Nullable String remaining, @Nullable String reset, Instant sent) {
        if (remaining == null || reset == null || !isNumber(remaining) || !isNumber(reset)) {
            return null;
        }
        long calls = Long.parseLong(remaining.strip());
        Duration meant = until(Long.parseLong(reset.strip()), sent).minus(HALF_A_SECOND);
        return calls > 0 && meant.isPositive() ? new QuotaLeft(calls, meant) : null;
    }

    /** Seconds from now, or of the epoch where there are so many. */
    static Duration until(long reset, Instant now) {
        Duration told = reset >= EPOCH_SECONDS_FROM
                ? Duration.between(now, Instant.ofEpochSecond(reset))
                : Duration.ofSeconds(reset);
        return told.compareTo(MOST) < 0 ? told : MOST;
    }

    static boolean isNumber(String value) {
        return NUMBER.matcher(value.strip()).matches();
    }
}
