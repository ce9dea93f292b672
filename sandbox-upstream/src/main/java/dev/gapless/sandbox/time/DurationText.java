package dev.gapless.sandbox.time;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code 250ms}, {@code 5s}, {@code 3m}, {@code 24h} and {@code 30d}. */
public final class DurationText {

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
    private static final Duration MAX = Duration.ofDays(3_650);

    private DurationText() {}

    /**
     * @param name of what is read, for the message
     * @return at most ten years
     * @throws IllegalArgumentException with the name, the rule and an example
     */
    public static Duration parse(String name, String text) {
        Matcher matcher = WRITTEN.matcher(text);
        Duration read =
                matcher.matches() ? amount(Long.parseLong(matcher.group(1)), matcher.group(2)) : MAX.plusNanos(1);
        if (read.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(
                    "%s: '%s' (expected a number with ms, s, m, h or d, up to 3650d, for example 5s)"
                            .formatted(name, text));
        }
        return read;
    }

    /** As {@link #parse}, and with a sign in front where time runs back, such as {@code -5s}. */
    public static Duration parseSigned(String name, String text) {
        return text.startsWith("-") ? parse(name, text.substring(1)).negated() : parse(name, text);
    }

    private static Duration amount(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
