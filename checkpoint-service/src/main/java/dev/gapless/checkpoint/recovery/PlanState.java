package dev.gapless.checkpoint.recovery;

/** Where a plan stands. */
enum PlanState {
    /** Looked at, and carried out only when somebody starts it. */
    DRY_RUN,
    RUNNING,
    PAUSED,
    COMPLETED,
    /** What was done stays done; the rest is left. */
    ABORTED
}
