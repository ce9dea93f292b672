package dev.gapless.capture.account;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The pause that a source asks for with {@code Retry-After} (RFC 9110, 10.2.3), a number of seconds or a date. No more
 * than an hour: a slip of the source must not keep an account away for longer.
 */
final class HandshakeRetryAfter {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Duration MAX = Duration.ofHours(1);

    private HandshakeRetryAfter() {}

    /** @return zero for a header that is absent, unreadable or in the past */
    static Duration of(@Nullable String header, Instant now) {
        Duration asked = header == null ? Duration.ZERO : parse(header.strip(), now);
        if (asked.isNegative()) {
            return Duration.ZERO;
        }
        return asked.compareTo(MAX) > 0 ? MAX : asked;
    }

    private static Duration parse(String header, Instant now) {
        if (NUMBER.matcher(header).matches()) {
            return Duration.ofSeconds(Integer.parseInt(header));
        }
        try {
            ZonedDateTime date = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Duration.between(now, date.toInstant());
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }
}
