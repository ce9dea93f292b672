package dev.gapless.scheduler.recovery;

/** How a recovery stands. */
public enum RecoveryRunState {
    /** The present phase is released and watched. */
    RUNNING,

    /** A gate failed. It is asked again, and the run goes on by itself when it passes. */
    HELD,

    /** An operator paused it, or a gate could not tell. What is released stays so. */
    PAUSED,

    /** Everything is stopped again as before; the stop holds. */
    ABORTED,

    /** The stop has ended. */
    COMPLETED;

    /** True when nothing follows. */
    public boolean isOver() {
        return this == ABORTED || this == COMPLETED;
    }
}
