package dev.gapless.checkpoint.checkpoints;

/** What came of reading a checkpoint. */
public sealed interface Reading {

    record Read(Checkpoint checkpoint) implements Reading {}

    record Absent() implements Reading {}

    /** A later release wrote its state. It is kept as it is. */
    record TooNew(CheckpointId id, int found) implements Reading {}

    /** Its state is not what was stored. It is kept until recovery puts it aside. */
    record Corrupt(CheckpointId id) implements Reading {}
}
