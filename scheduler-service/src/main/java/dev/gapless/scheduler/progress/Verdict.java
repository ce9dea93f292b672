package dev.gapless.scheduler.progress;

import dev.gapless.scheduler.gaps.GapState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a gap after a slice.
 *
 * @param leaseUntil FILLING: until when coverage is waited for; null otherwise
 * @param reason null when there is nothing to explain
 */
public record Verdict(
        GapState state,
        @Nullable String resume,
        Instant dueAt,
        int attempts,
        @Nullable Instant leaseUntil,
        @Nullable String reason) {

    static Verdict open(@Nullable String resume, Instant dueAt, int attempts, @Nullable String reason) {
        return new Verdict(GapState.OPEN, resume, dueAt, attempts, null, reason);
    }

    static Verdict filling(Instant now, Duration patience, int attempts) {
        return new Verdict(GapState.FILLING, null, now, attempts, now.plus(patience), null);
    }
}
