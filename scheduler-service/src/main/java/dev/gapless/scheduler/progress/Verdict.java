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
        @Nullable String reason,
        SourceHistory history) {

    /** Tells nothing of the source's history. */
    public Verdict(
            GapState state,
            @Nullable String resume,
            Instant dueAt,
            int attempts,
            @Nullable Instant leaseUntil,
            @Nullable String reason) {
        this(state, resume, dueAt, attempts, leaseUntil, reason, new SourceHistory.Untold());
    }

    static Verdict open(@Nullable String resume, Instant dueAt, int attempts, @Nullable String reason) {
        return new Verdict(GapState.OPEN, resume, dueAt, attempts, null, reason);
    }

    static Verdict filling(Instant now, Duration patience, int attempts) {
        return new Verdict(GapState.FILLING, null, now, attempts, now.plus(patience), null);
    }

    Verdict with(SourceHistory told) {
        return new Verdict(state, resume, dueAt, attempts, leaseUntil, reason, told);
    }
}
