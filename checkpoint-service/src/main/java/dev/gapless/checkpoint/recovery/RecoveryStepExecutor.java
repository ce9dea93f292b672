package dev.gapless.checkpoint.recovery;

import dev.gapless.checkpoint.checkpoints.CheckpointId;
import dev.gapless.checkpoint.checkpoints.CheckpointStore;
import dev.gapless.checkpoint.leases.LeaseStore;
import dev.gapless.checkpoint.operations.OperationStore;
import dev.gapless.checkpoint.recovery.StuckGaps.Released;
import java.time.Duration;
import java.util.Optional;

/** What each kind of step does. Done twice, it does nothing more. */
final class RecoveryStepExecutor {

    private final OperationStore operations;
    private final CheckpointStore checkpoints;
    private final LeaseStore leases;
    private final StalledCheckpointFinder leftLying;
    private final StuckGaps gaps;
    private final Duration idle;

    /** @param idle how long a checkpoint must have stood still, when its step comes, to be touched */
    RecoveryStepExecutor(
            OperationStore operations,
            CheckpointStore checkpoints,
            LeaseStore leases,
            StalledCheckpointFinder leftLying,
            StuckGaps gaps,
            Duration idle) {
        this.operations = operations;
        this.checkpoints = checkpoints;
        this.leases = leases;
        this.leftLying = leftLying;
        this.gaps = gaps;
        this.idle = idle;
    }

    /**
     * How many gaps of the action are tried now. Throws when the scheduler does not answer; what was released stays so.
     */
    int release(RecoveryAction action) {
        int released = 0;
        for (String id : action.subjects()) {
            released += gaps.release(id) == Released.NOW ? 1 : 0;
        }
        return released;
    }

    /**
     * The rest, in the caller's transaction. A lease is taken away before the checkpoint is looked at: whoever held it
     * cannot move it any more then, and a move that was under way is seen.
     *
     * @return in words; empty when the checkpoint has moved since it was found, and the transaction must not be kept
     */
    Optional<String> apply(RecoveryAction action) {
        return switch (action.type()) {
            case RETRY_OPERATION ->
                Optional.of(
                        operations.requeue(action.resource())
                                ? "waits for whoever asks for work next"
                                : "nothing to do: somebody is at it, or it is over");
            case RESUME_FROM_CHECKPOINT -> resumed(action);
            case RESTART_FROM_BEGINNING -> restarted(id(action).orElseThrow());
            case SKIP_CORRUPTED_DATA ->
                Optional.of(
                        checkpoints.quarantine(id(action).orElseThrow(), action.reason())
                                ? "its state is kept aside; begins from its horizon"
                                : "nothing to do: its state can be read");
        };
    }

    private Optional<String> resumed(RecoveryAction action) {
        Optional<CheckpointId> id = id(action);
        if (id.isEmpty()) {
            return Optional.of("its gaps are released");
        }
        boolean freed = leases.free(id.get().resource());
        return leftLying.idle(id.get(), idle)
                ? Optional.of(freed ? "its lease was taken away" : "nobody holds it")
                : Optional.empty();
    }

    private Optional<String> restarted(CheckpointId id) {
        leases.free(id.resource());
        if (!leftLying.idle(id, idle)) {
            return Optional.empty();
        }
        return Optional.of(
                checkpoints.reset(id) ? "begins from its horizon" : "nothing to do: a later release wrote it");
    }

    /** Empty for a stream without a checkpoint. */
    private static Optional<CheckpointId> id(RecoveryAction action) {
        String resource = action.resource();
        int at = resource.indexOf('@');
        if (at < 0 || resource.indexOf('/') < at) {
            return Optional.empty();
        }
        String[] parts = resource.substring(at + 1).split("/", -1);
        return Optional.of(
                new CheckpointId(parts[0], parts[1], parts.length > 2 ? parts[2] : null, resource.substring(0, at)));
    }
}
