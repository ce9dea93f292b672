package dev.gapless.miner.fetch;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Retry-After} (RFC 9110, 10.2.3): seconds or a date. At least a second, so that an upstream's zero
 * is no invitation to hammer it; at most an hour, so that its mistake does not park an account for a year.
 */
final class RetryAfter {

    static final Duration ABSENT = Duration.ofSeconds(5);
    static final Duration LEAST = Duration.ofSeconds(1);
    static final Duration MOST = Duration.ofHours(1);

    private static final Pattern SECONDS = Pattern.compile("[0-9]+");
    private static final int DIGITS_OF_AN_HOUR = 4;

    private RetryAfter() {}

    /** @param header null or unreadable counts as five seconds */
    static Instant instant(@Nullable String header, Instant now) {
        return now.plus(bounded(delay(header, now)));
    }

    private static Duration delay(@Nullable String header, Instant now) {
        if (header == null) {
            return ABSENT;
        }
        String value = header.strip();
        if (SECONDS.matcher(value).matches()) {
            return value.length() > DIGITS_OF_AN_HOUR ? MOST : Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            return Duration.between(
                    now,
                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException e) {
            return ABSENT;
        }
    }

    private static Duration bounded(Duration delay) {
        if (delay.compareTo(LEAST) < 0) {
            return LEAST;
        }
        return delay.compareTo(MOST) > 0 ? MOST : delay;
    }
}
