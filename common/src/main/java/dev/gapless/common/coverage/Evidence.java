package dev.gapless.common.coverage;

/** Why a range is held to be covered, from the weakest reason to the strongest. */
public enum Evidence {
    /** A paged listing was walked through the range until the source said it ended. */
    PAGE_WALK,

    /** A live connection proved itself alive before and after the range. */
    HEARTBEAT_ATTESTED,

    /** The source numbers its events, and no number is missing. */
    SEQUENCE_CONTIGUOUS
}
