package dev.gapless.common.operation;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** One replica's claim of an operation while its job runs. Used by the job's thread and by the renewing one. */
public final class OperationRun {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final OperationLedger ledger;
    private final LongRunningOperation operation;
    private final Duration lease;
    private final CountDownLatch closing;
    private volatile long heldUntil;
    private volatile @Nullable String stopReason;

    /**
     * @param asked before the claim was asked for, by {@link System#nanoTime}: the lease begins later than that
     * @param closing is at 0 when the replica shuts down
     */
    OperationRun(
            OperationLedger ledger,
            LongRunningOperation operation,
            Duration lease,
            long asked,
            CountDownLatch closing) {
        this.ledger = ledger;
        this.operation = operation;
        this.lease = lease;
        this.closing = closing;
        this.heldUntil = asked + lease.toNanos();
    }

    /** As it was claimed. */
    public LongRunningOperation operation() {
        return operation;
    }

    public UUID id() {
        return operation.id();
    }

    /** What the operation is asked to do, in the words of its kind. */
    public <T> T parameters(Class<T> type) {
        return JSON.readValue(operation.request().parameters(), type);
    }

    /** What was saved before this claim; null when nothing was. */
    public <T> @Nullable T savedState(Class<T> type) {
        String saved = operation.progress().resumeState();
        return saved == null ? null : JSON.readValue(saved, type);
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
        if (reason == null && closing.getCount() == 0) {
            reason = "the replica shuts down";
        }
        if (reason == null && System.nanoTime() - heldUntil >= 0) {
            reason = "the lease could not be renewed in time";
        }
        if (reason != null) {
            throw new OperationStoppedException(reason);
        }
    }

    /**
     * Waits between two portions; at once over when the replica shuts down.
     *
     * @throws OperationStoppedException when the job must stop
     */
    public void pause(Duration pause) throws InterruptedException {
        var _ = closing.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        requireHeld();
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
