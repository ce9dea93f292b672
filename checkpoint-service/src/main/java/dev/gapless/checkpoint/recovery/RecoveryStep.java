package dev.gapless.checkpoint.recovery;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An action of a plan.
 *
 * @param number from 1, in the order in which they are carried out
 * @param attempts how often it was begun
 * @param outcome what came of it, in words; null before
 */
record RecoveryStep(
        UUID plan,
        int number,
        RecoveryAction action,
        State state,
        int attempts,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String outcome) {

    /** Where a step stands. */
    enum State {
        PENDING,
        /** Begun; when its process died, it is begun again by another. */
        RUNNING,
        DONE,
        /** Tried often enough; the others went on. */
        FAILED,
        /** Left by an abort. */
        SKIPPED
    }
}
