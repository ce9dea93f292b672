package dev.gapless.checkpoint.leases;

import dev.gapless.common.platform.ApiProblem;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What those who ask from outside may ask for. */
public final class LeaseRules {

    private static final Pattern WORDS = Pattern.compile("[^\\p{Cntrl}]{1,500}");
    private static final long MAX = 3_600;

    private LeaseRules() {}

    /** @param seconds from a tenth to an hour */
    public static Duration duration(double seconds) {
        if (!(seconds >= 0.1 && seconds <= MAX)) {
            throw ApiProblem.unprocessable(
                    "seconds: %s (expected: 0.1 to %d)".formatted(seconds, MAX),
                    "take a lease that is some times as long as the pause between two renewals");
        }
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    /**
     * @param what the field's name
     * @param value null when it was left out
     */
    public static String name(String what, @Nullable String value) {
        if (value == null || !WORDS.matcher(value).matches()) {
            throw ApiProblem.unprocessable(
                    "%s: '%s' (expected: 1 to 500 characters, none of them a control character)".formatted(what, value),
                    "give it the name by which people will look for it");
        }
        return value;
    }
}
