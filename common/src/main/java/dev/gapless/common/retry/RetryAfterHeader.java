package dev.gapless.common.retry;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Retry-After} (RFC 9110, 10.2.3): seconds or a date. Its caller bounds what it asks for, by
 * {@link DelayBounds}.
 */
public final class RetryAfterHeader {

    private static final Pattern SECONDS = Pattern.compile("[0-9]+");
    private static final int DIGITS_OF_YEARS = 9;
    private static final Duration YEARS = Duration.ofSeconds(999_999_999);

    private RetryAfterHeader() {}

    /**
     * @param sent when the answer was sent, by the clock that dates are told by
     * @return null when the header is absent or cannot be read; negative for a date in the past
     */
    public static @Nullable Duration pause(@Nullable String header, Instant sent) {
        if (header == null) {
            return null;
        }
        String value = header.strip();
        if (SECONDS.matcher(value).matches()) {
            return value.length() > DIGITS_OF_YEARS ? YEARS : Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            return Duration.between(
                    sent,
                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException e) {
            return null;
        }
    }
}
