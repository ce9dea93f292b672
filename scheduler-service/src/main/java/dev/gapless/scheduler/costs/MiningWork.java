package dev.gapless.scheduler.costs;

/** Why a slice of mining was done. */
public enum MiningWork {
    /** To fill a gap. */
    GAP,

    /** To read a stream that is read at intervals. */
    POLL,

    /** To read a covered range again. */
    AUDIT
}
