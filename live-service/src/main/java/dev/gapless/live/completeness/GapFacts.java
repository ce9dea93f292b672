package dev.gapless.live.completeness;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler knows of a gap, in its words.
 *
 * @param state where it stands
 * @param cause how it came about
 * @param reason why it cannot be filled; null while it can
 * @param until when it is probably filled; null when that is not known
 */
record GapFacts(
        String state,
        String cause,
        @Nullable String reason,
        @Nullable Instant until) {

    /** A forecast that moves by less is no news. */
    private static final Duration SMALL = Duration.ofSeconds(10);

    /** Of the time that is left. */
    private static final int SMALL_PART = 4;

    /** False when a client that was told these facts need not be told the others. */
    boolean isNewsAfter(@Nullable GapFacts told, Instant now) {
        if (told == null || !state.equals(told.state) || !cause.equals(told.cause)) {
            return true;
        }
        boolean sameReason = reason == null ? told.reason == null : reason.equals(told.reason);
        if (!sameReason || (until == null) != (told.until == null)) {
            return true;
        }
        if (until == null || told.until == null) {
            return false;
        }
        Duration moved = Duration.between(told.until, until).abs();
        Duration left = Duration.between(now, until).abs().dividedBy(SMALL_PART);
        return moved.compareTo(left.compareTo(SMALL) > 0 ? left : SMALL) > 0;
    }

    /** As they stand in a message. */
    Map<String, String> members() {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("state", state.toLowerCase(Locale.ROOT));
        members.put("cause", cause);
        if (reason != null) {
            members.put("reason", reason);
        }
        if (until != null) {
            members.put("until", until.truncatedTo(ChronoUnit.SECONDS).toString());
        }
        return members;
    }
}
