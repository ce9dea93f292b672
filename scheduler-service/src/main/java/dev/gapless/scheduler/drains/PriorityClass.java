package dev.gapless.scheduler.drains;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The priority of a stream, the highest first. */
public enum PriorityClass {
    CRITICAL,

    /** Streams of which nothing else was said. */
    NORMAL,
    BULK;

    /** Empty for a word that is none of them; upper and lower case are the same. */
    static Optional<PriorityClass> of(@Nullable String word) {
        String wanted = word == null ? "" : word.toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(each -> each.name().equals(wanted))
                .findFirst();
    }
}
