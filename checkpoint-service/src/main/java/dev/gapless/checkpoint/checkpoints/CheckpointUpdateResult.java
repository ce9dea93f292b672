package dev.gapless.checkpoint.checkpoints;

import dev.gapless.checkpoint.leases.Lease;
import org.jspecify.annotations.Nullable;

/** What came of moving a checkpoint. Unless it moved, nothing was written. */
sealed interface CheckpointUpdateResult {

    record To(Checkpoint checkpoint) implements CheckpointUpdateResult {}

    /** The token is old: the lease ran out, or another has it. The writer must stop. */
    record Fenced(@Nullable Lease present) implements CheckpointUpdateResult {}

    /** The checkpoint is not the one that the writer has read; null when there is none. */
    record Elsewhere(@Nullable Long version, @Nullable Integer schemaVersion) implements CheckpointUpdateResult {}
}
