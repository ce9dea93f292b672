package dev.gapless.connector.manifest.node;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Forms of values with a unit. */
public final class QuantityFormats {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9}) ?([a-zA-Z]{1,2})");
    private static final Map<String, Duration> TIMES = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Map<String, Long> SIZES = Map.of("B", 1L, "KB", 1L << 10, "MB", 1L << 20);

    private static final Duration EXAMPLE = Duration.ofSeconds(10);

    private QuantityFormats() {}

    /** For example {@code 250ms}, {@code 10s}, {@code 400d}. */
    public static ValueFormat<Duration> duration(Duration least, Duration most) {
        return new ValueFormat<>(
                least,
                "a time from %s to %s, in ms, s, m, h or d".formatted(written(least), written(most)),
                example(least, most),
                text -> {
                    Matcher matcher = FORM.matcher(text);
                    if (!matcher.matches() || !TIMES.containsKey(matcher.group(2))) {
                        return null;
                    }
                    Duration unit = TIMES.getOrDefault(matcher.group(2), Duration.ZERO);
                    Duration value = unit.multipliedBy(Long.parseLong(matcher.group(1)));
                    return value.compareTo(least) < 0 || value.compareTo(most) > 0 ? null : value;
                },
                Map.of("type", "string", "pattern", "^[0-9]{1,9} ?(ms|s|m|h|d)$"));
    }

    /** For example {@code 512KB}, {@code 8MB}; 1KB is 1,024 bytes. */
    public static ValueFormat<Integer> size(int least, int most) {
        return new ValueFormat<>(
                least,
                "a size from %dB to %dMB, in B, KB or MB".formatted(least, most >> 20),
                "8MB",
                text -> {
                    Matcher matcher = FORM.matcher(text);
                    if (!matcher.matches() || !SIZES.containsKey(matcher.group(2))) {
                        return null;
                    }
                    long value = SIZES.getOrDefault(matcher.group(2), 0L) * Long.parseLong(matcher.group(1));
                    return value < least || value > most ? null : (int) value;
                },
                Map.of("type", "string", "pattern", "^[0-9]{1,9} ?(B|KB|MB)$"));
    }

    private static String example(Duration least, Duration most) {
        return EXAMPLE.compareTo(least) >= 0 && EXAMPLE.compareTo(most) <= 0 ? written(EXAMPLE) : written(least);
    }

    /** As a manifest holds it, such as {@code 250ms}, {@code 10s} or {@code 400d}; at least in milliseconds. */
    public static String written(Duration duration) {
        if (duration.toMillis() % 1_000 != 0) {
            return duration.toMillis() + "ms";
        }
        return duration.toSeconds() % 86_400 == 0 && !duration.isZero()
                ? duration.toDays() + "d"
                : duration.toSeconds() + "s";
    }
}
