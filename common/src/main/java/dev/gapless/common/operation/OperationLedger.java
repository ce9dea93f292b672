package dev.gapless.common.operation;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Stores operations for all replicas. Each change of a claimed one carries the claim's token, and is refused once it is
 * lost.
 */
public interface OperationLedger {

    /** The oldest of the kind that no replica holds. Two callers never get the same. */
    Optional<LongRunningOperation> claim(OperationKind kind, String owner, Duration lease);

    /**
     * Renews the lease, and saves the progress.
     *
     * @param progress null to renew only
     * @return the state; empty when the claim is lost
     */
    Optional<OperationState> advance(UUID id, long token, Duration lease, @Nullable OperationProgress progress);

    /** False when the claim is lost. */
    boolean end(UUID id, long token, OperationOutcome outcome);
}
