package dev.gapless.common.operation;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One replica's claim of an operation while its job runs. Used by the job's thread and by the renewing one. */
public final class OperationRun {

    private final OperationLedger ledger;
    private final LongRunningOperation operation;
    private final Duration lease;
    private final BooleanSupplier closing;
    private volatile long heldUntil;
    private volatile @Nullable String stopReason;

    OperationRun(OperationLedger ledger, LongRunningOperation operation, Duration lease, BooleanSupplier closing) {
        this.ledger = ledger;
        this.operation = operation;
        this.lease = lease;
        this.closing = closing;
        this.heldUntil = System.nanoTime() + lease.toNanos();
    }

    /** As it was claimed. */
    public LongRunningOperation operation() {
        return operation;
    }

    public UUID id() {
        return operation.id();
    }

    /**
     * Saves what is done, and that the claim is held.
     *
     * @throws OperationStoppedException when the job must stop; unless the claim is lost, the progress is saved
     */
    public void advance(OperationProgress progress) {
        save(progress);
        requireHeld();
    }

    /** Saves what is done, as part of the caller's transaction where the ledger is its database. */
    public void save(OperationProgress progress) {
        update(progress);
    }

    /**
     * To be called before each effect outside the database.
     *
     * @throws OperationStoppedException when the job must stop
     */
    public void requireHeld() {
        String reason = stopReason;
        if (reason == null && closing.getAsBoolean()) {
            reason = "the replica shuts down";
        }
        if (reason == null && System.nanoTime() - heldUntil >= 0) {
            reason = "the lease could not be renewed in time";
        }
        if (reason != null) {
            throw new OperationStoppedException(reason);
        }
    }

    void renew() {
        update(null);
    }

    private void update(@Nullable OperationProgress progress) {
        long asked = System.nanoTime();
        Optional<OperationState> state =
                ledger.advance(operation.id(), operation.lease().token(), lease, progress);
        if (state.isEmpty()) {
            stopReason = "the claim is lost";
        } else if (state.get() != OperationState.RUNNING) {
            stopReason = "it is " + state.get();
        } else {
            heldUntil = asked + lease.toNanos();
        }
    }
}
