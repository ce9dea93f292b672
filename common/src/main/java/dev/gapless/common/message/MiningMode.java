package dev.gapless.common.message;

/** The purpose of a mining task. */
public enum MiningMode {
    /** Walk the listing of {@code [from, to)} to its end. */
    GAP_FILL,

    /** The same, where {@code to} is the end that moves with time because no live path is open. */
    INCREMENTAL,

    /**
     * Walk the listing of {@code [from, to)} to its end, compare each page with what the ledger holds there, and settle
     * what differs. Edits are delivered. A missing id is settled by a read of that item alone. The whole walk, not a
     * page of it, covers edits and deletions that happened before {@code to}.
     */
    RECONCILE,

    /** Read again what is covered, to learn what was missed; covers nothing new. */
    AUDIT,

    /** Read the current state of a snapshot stream once. */
    SNAPSHOT,

    /** Ask a numbered stream how far it reaches by now, and report that as the frontier. */
    PROBE;

    /** True for the modes that walk a window of the listing. */
    public boolean walks() {
        return this != SNAPSHOT && this != PROBE;
    }
}
