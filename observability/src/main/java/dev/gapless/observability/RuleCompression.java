package dev.gapless.observability;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shipped rules with shorter times, so that an alert can be rehearsed within minutes. Expressions and thresholds
 * are the same; windows, {@code for} and {@code keep_firing_for} are divided.
 */
final class RuleCompression {

    /** A rate needs some scrapes, and one of them may be late. */
    private static final long SHORTEST_WINDOW_SECONDS = 30;

    /** Alerts that wait for hours need not be waited for. */
    private static final long LONGEST_WAIT_SECONDS = 20;

    private static final Pattern WAIT = Pattern.compile("(for|keep_firing_for): (\\d+)([smhd])");
    private static final Pattern WINDOW = Pattern.compile("(\\[|offset )(\\d+)([smhd])");

    private RuleCompression() {}

    /** @param divisor by which times are divided */
    static String of(String rules, int divisor) {
        String waits = WAIT.matcher(rules)
                .replaceAll(found -> Matcher.quoteReplacement(
                        "%s: %ds".formatted(found.group(1), Math.min(LONGEST_WAIT_SECONDS, seconds(found) / divisor))));
        return WINDOW.matcher(waits)
                .replaceAll(found -> Matcher.quoteReplacement("%s%ds"
                        .formatted(found.group(1), Math.max(SHORTEST_WINDOW_SECONDS, seconds(found) / divisor))));
    }

    private static long seconds(MatchResult found) {
        long unit = switch (found.group(3)) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            default -> 86_400;
        };
        return Long.parseLong(found.group(2)) * unit;
    }
}
