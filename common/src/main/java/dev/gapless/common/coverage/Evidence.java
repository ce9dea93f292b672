package dev.gapless.common.coverage;

/** Why a range is held to be covered, from the weakest reason to the strongest. */
public enum Evidence {
    /** A paged listing was walked through the range until the source said it ended. */
    PAGE_WALK,

    /** A live connection proved itself alive before and after the range. */
    HEARTBEAT_ATTESTED,

    /** The source numbers its events, and no number is missing. */
    SEQUENCE_CONTIGUOUS,

    /** Two walks of the listing, made at different times, and the second found nothing that the first had missed. */
    WALKED_TWICE,

    /**
     * What a walk listed of each block agrees with the block's header, and with its receipts where the header says that
     * there may be items.
     */
    HEADER_ATTESTED,

    /** What the source lists was compared with what we hold, id by id, and both are the same. */
    RECONCILED
}
