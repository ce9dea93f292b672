package dev.gapless.scheduler.recovery;

/** The state of a recovery. */
public enum RecoveryRunState {
    /** The present phase is released and watched. */
    RUNNING,

    /**
     * A gate failed, or a figure has been missing for a short while. It is asked again, and the run goes on when it
     * passes.
     */
    HELD,

    /** An operator paused it, or a figure was missing for too long. What is released stays so. */
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
