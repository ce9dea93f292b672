package dev.gapless.checkpoint.operations;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work as it stands. All instants are by the database's clock.
 *
 * @param owner who is at it; null when nobody is
 * @param token of the present or last attempt
 * @param expiresAt until when it is the owner's; null when it is nobody's
 * @param attempts how often it was claimed
 * @param startedAt when it was first claimed
 * @param lastAttemptAt when it was last claimed again; null after the first attempt
 * @param result JSON; null until it is completed
 * @param lastError why the last attempt failed; null when none did, or since it was claimed again
 */
public record LongRunningOperation(
        OperationId id,
        Status status,
        @Nullable String owner,
        long token,
        @Nullable Instant expiresAt,
        int attempts,
        Instant startedAt,
        @Nullable Instant lastAttemptAt,
        @Nullable Instant completedAt,
        @Nullable String result,
        @Nullable String lastError) {

    /** Where it stands. */
    public enum Status {
        /** It was begun and given up, and waits for whoever asks for work next. */
        WAITING,
        /** Claimed; when the lease has run out, by nobody. */
        IN_PROGRESS,
        COMPLETED,
        /** The last attempt failed; it may be claimed again. */
        FAILED
    }
}
