package dev.gapless.common.operation;

/** The kind of a long-running operation. */
public enum OperationKind {
    /** Captured records are read again with the present manifest, and what differs is published. */
    REPLAY,
    /** Items that were concluded to be deleted are published again. */
    UNDO,
    /** Dead letters are put back where they came from. */
    REDRIVE,
    /** Gaps that are stuck are released. */
    RECOVERY
}
