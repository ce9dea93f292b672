package dev.gapless.scheduler.schedules;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the instants of a schedule are told. */
enum ScheduleKind {
    /** By the time between two. */
    INTERVAL,
    /** By a cron expression. */
    CRON,
    /** By how reliable and how busy each account is. */
    ADAPTIVE;

    static Optional<ScheduleKind> of(@Nullable String word) {
        return Arrays.stream(values())
                .filter(each -> word != null && each.name().equals(word.toUpperCase(Locale.ROOT)))
                .findFirst();
    }
}
