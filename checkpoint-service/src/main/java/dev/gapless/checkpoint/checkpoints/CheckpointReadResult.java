package dev.gapless.checkpoint.checkpoints;

/** What came of reading a checkpoint. */
sealed interface CheckpointReadResult {

    record Read(Checkpoint checkpoint) implements CheckpointReadResult {}

    record Absent() implements CheckpointReadResult {}

    /** A later release wrote its state. It is kept as it is. */
    record TooNew(CheckpointId id, int found) implements CheckpointReadResult {}

    /** Its state is not what was stored. It is kept until recovery puts it aside. */
    record Corrupt(CheckpointId id) implements CheckpointReadResult {}
}
