package dev.gapless.scheduler.progress;

import dev.gapless.scheduler.gaps.GapState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The change of a gap after a slice.
 *
 * @param leaseUntil FILLING: until when coverage is waited for; null otherwise
 * @param reason null when there is nothing to explain
 */
public record GapTransition(
        GapState state,
        @Nullable String resume,
        Instant dueAt,
        int attempts,
        @Nullable Instant leaseUntil,
        @Nullable String reason,
        SourceHistory history) {

    /** Tells nothing of the source's history. */
    public GapTransition(
            GapState state,
            @Nullable String resume,
            Instant dueAt,
            int attempts,
            @Nullable Instant leaseUntil,
            @Nullable String reason) {
        this(state, resume, dueAt, attempts, leaseUntil, reason, new SourceHistory.Untold());
    }

    static GapTransition open(@Nullable String resume, Instant dueAt, int attempts, @Nullable String reason) {
        return new GapTransition(GapState.OPEN, resume, dueAt, attempts, null, reason);
    }

    static GapTransition filling(Instant now, Duration patience, int attempts) {
        return new GapTransition(GapState.FILLING, null, now, attempts, now.plus(patience), null);
    }

    GapTransition with(SourceHistory told) {
        return new GapTransition(state, resume, dueAt, attempts, leaseUntil, reason, told);
    }
}
