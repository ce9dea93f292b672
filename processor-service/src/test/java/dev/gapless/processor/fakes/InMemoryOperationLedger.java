package dev.gapless.processor.fakes;

import dev.gapless.common.operation.LongRunningOperation;
import dev.gapless.common.operation.OperationKind;
import dev.gapless.common.operation.OperationLease;
import dev.gapless.common.operation.OperationLedger;
import dev.gapless.common.operation.OperationOutcome;
import dev.gapless.common.operation.OperationProgress;
import dev.gapless.common.operation.OperationRequest;
import dev.gapless.common.operation.OperationState;
import dev.gapless.common.operation.OperationTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One operation in memory. Its lease runs out when a test says so. */
public final class InMemoryOperationLedger implements OperationLedger {

    private final UUID id = UUID.randomUUID();
    private final OperationRequest request;
    private OperationProgress progress = new OperationProgress(null, 0, null);
    private OperationState state = OperationState.PENDING;
    private @Nullable String owner;
    private int claims;
    private @Nullable String text;

    public InMemoryOperationLedger(OperationRequest request) {
        this.request = request;
    }

    /** Its owner is gone. */
    public synchronized void expire() {
        owner = null;
    }

    public synchronized LongRunningOperation operation() {
        return new LongRunningOperation(
                id,
                request,
                state,
                new OperationLease(owner, claims, null, claims),
                progress,
                new OperationTimes(Instant.EPOCH, null, null),
                state == OperationState.COMPLETED ? text : null,
                state == OperationState.COMPLETED ? null : text);
    }

    @Override
    public synchronized Optional<LongRunningOperation> claim(OperationKind kind, String claimant, Duration lease) {
        if (owner != null || (state != OperationState.PENDING && state != OperationState.RUNNING)) {
            return Optional.empty();
        }
        owner = claimant;
        claims++;
        state = OperationState.RUNNING;
        return Optional.of(operation());
    }

    @Override
    public synchronized Optional<OperationState> advance(
            UUID operation, long token, Duration lease, @Nullable OperationProgress now) {
        if (owner == null || token != claims) {
            return Optional.empty();
        }
        if (now != null) {
            progress = now;
        }
        return Optional.of(state);
    }

    @Override
    public synchronized boolean end(UUID operation, long token, OperationOutcome outcome) {
        if (owner == null || token != claims) {
            return false;
        }
        owner = null;
        text = outcome.text();
        state = switch (outcome.result()) {
            case COMPLETED -> OperationState.COMPLETED;
            case FAILED -> OperationState.FAILED;
            case INTERRUPTED, RELEASED -> OperationState.PENDING;
        };
        return true;
    }
}
