package dev.gapless.scheduler.gaps;

/** The state of a gap. */
public enum GapState {
    /** Waits for a slice of mining, from its due instant on. */
    OPEN,

    /** A miner has a slice of it, until the lease runs out. */
    SCHEDULED,

    /** The miner walked it to its end, or all of it is claimed otherwise; the ledger has yet to hold it. */
    FILLING,

    /** Nothing of it is missing any more. */
    FILLED,

    /**
     * The source refused it again and again; tried once an hour or when an operator releases it, and an operator should
     * look.
     */
    STUCK,

    /**
     * The source keeps nothing of it any more, and only coverage that shows it closes it. What is older than the
     * manifest's retention is never tried again; what the source itself said is gone is asked for again once a day.
     */
    UNFILLABLE
}
