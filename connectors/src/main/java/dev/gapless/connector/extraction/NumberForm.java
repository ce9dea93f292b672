package dev.gapless.connector.extraction;

import dev.gapless.common.position.MicrosecondTime;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How a source writes a position or a version. Numbers may also come as JSON strings. Some sources write the time into
 * their ids, so that ids sort as their items were made: such an id is read as its time.
 */
public enum NumberForm {
    /** A count; not a time. */
    NUMBER(1),

    /** A count as a hexadecimal text such as {@code 0x1f}. */
    HEX(1),

    /** A count that begins a text such as {@code 3-f00d}; what follows it is not looked at. */
    LEADING_NUMBER(1),
    MICROSECONDS(1),
    MILLISECONDS(1_000),
    SECONDS(1_000_000),

    /** A text such as {@code 2026-01-02T03:04:05.678Z}; finer digits than microseconds are cut off. */
    ISO(1),

    /** An id of the AT protocol: 13 characters of sortable base 32, microseconds and a clock's number. */
    TID(1),

    /** 26 characters of Crockford's base 32 that begin with milliseconds. */
    ULID(1_000),

    /** A UUID of version 7 (RFC 9562), which begins with milliseconds. */
    UUID7(1_000),

    /** A number whose upper bits are milliseconds since Twitter's epoch. */
    SNOWFLAKE_TWITTER(1_000),

    /** A number whose upper bits are milliseconds since Discord's epoch. */
    SNOWFLAKE_DISCORD(1_000),

    /** A number whose upper 48 bits are milliseconds since 1970. */
    SNOWFLAKE_MASTODON(1_000);

    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,19}(\\.[0-9]{1,12})?");
    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX]0*[0-9a-fA-F]{1,15}");
    private static final Pattern LEADING = Pattern.compile("([0-9]{1,18})(?:[^0-9].*)?", Pattern.DOTALL);
    private static final int MAX_DECIMAL = 19;

    private final long step;

    NumberForm(long step) {
        this.step = step;
    }

    /** How far apart two neighbouring values of this form are, in positions. */
    public long step() {
        return step;
    }

    /** True for ids that hold a time: several of them may have one position. */
    public boolean isIdentifier() {
        return switch (this) {
            case NUMBER, HEX, LEADING_NUMBER, MICROSECONDS, MILLISECONDS, SECONDS, ISO -> false;
            case TID, ULID, UUID7, SNOWFLAKE_TWITTER, SNOWFLAKE_DISCORD, SNOWFLAKE_MASTODON -> true;
        };
    }

    /** True for numbers that are no times. */
    public boolean isCount() {
        return this == NUMBER || this == HEX || this == LEADING_NUMBER;
    }

    /** Null unless {@code value} is such a value, not negative, and small enough. */
    public @Nullable Long parse(JsonNode value) {
        if (isIdentifier()) {
            return TimedIdentifier.parse(this, value);
        }
        if (this == ISO) {
            return value.isString() ? instant(value.stringValue()) : null;
        }
        if (this == HEX) {
            return value.isString() && HEXADECIMAL.matcher(value.stringValue()).matches()
                    ? Long.valueOf(value.stringValue().substring(2), 16)
                    : null;
        }
        if (this == LEADING_NUMBER && value.isString()) {
            Matcher leading = LEADING.matcher(value.stringValue());
            return leading.matches() ? Long.valueOf(leading.group(1)) : null;
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return scaled(BigDecimal.valueOf(value.longValue()));
        }
        if (value.isNumber()) {
            return scaled(value.decimalValue());
        }
        return value.isString() && DECIMAL.matcher(value.stringValue()).matches()
                ? scaled(new BigDecimal(value.stringValue()))
                : null;
    }

    /** As the source writes it; a position between two of its values is rounded down. Of ids it is the lowest. */
    public String format(long position) {
        if (isIdentifier()) {
            return TimedIdentifier.lowest(this, position);
        }
        return switch (this) {
            case ISO -> MicrosecondTime.toInstant(position).toString();
            case HEX -> "0x" + Long.toHexString(position);
            default -> Long.toString(Math.floorDiv(position, step));
        };
    }

    private @Nullable Long scaled(BigDecimal value) {
        // bounded before it is expanded: 1e999999999 is short to write
        if (value.signum() < 0 || (long) value.precision() - value.scale() > MAX_DECIMAL) {
            return null;
        }
        BigDecimal positions = value.multiply(BigDecimal.valueOf(step));
        BigDecimal whole = positions.setScale(0, RoundingMode.FLOOR);
        boolean fraction = step == 1 && whole.compareTo(positions) != 0;
        return fraction || whole.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0 ? null : whole.longValueExact();
    }

    private static @Nullable Long instant(String text) {
        try {
            long micros = MicrosecondTime.of(Instant.parse(text));
            return micros < 0 ? null : micros;
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }
}
