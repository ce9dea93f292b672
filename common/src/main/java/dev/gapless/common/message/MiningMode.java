package dev.gapless.common.message;

/** What a mining task is for. */
public enum MiningMode {
    /** Walk the listing of {@code [from, to)} to its end. */
    GAP_FILL,

    /** Read the current state of a snapshot stream once. */
    SNAPSHOT,

    /** Ask a numbered stream how far it reaches by now, and report that as the frontier. */
    PROBE
}
