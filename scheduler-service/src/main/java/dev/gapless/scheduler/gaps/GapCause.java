package dev.gapless.scheduler.gaps;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The cause of a gap, as far as it is known when the gap opens. */
public enum GapCause {
    /** The horizon begins here, and nothing of it was read yet. */
    FIRST_RUN,

    /** The live path was away. */
    LIVE_GAP,

    /** Missing between what is held, of a stream without a live path. */
    HOLE,

    /** No live path is open, and time has passed. */
    MOVED_END,

    /** It was filled once, and coverage was taken back since. */
    RETRACTION,

    /** It was time to compare again. */
    SCHEDULE,

    /** Nothing is known: older than the column. */
    UNKNOWN;

    /** As in the table and in the API: {@code live-gap}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static GapCause of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
