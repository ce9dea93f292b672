package dev.gapless.common.message;

/** The ledger's decision about one captured record. */
public enum Decision {
    /** The item was not in the ledger, or only as a tombstone of an older version. */
    NEW,

    /** It replaces an older version, or deletes it. */
    CHANGED,

    /** This version is in the ledger already. */
    DUPLICATE,

    /** The ledger holds something newer, or the source has rewritten its history since. */
    STALE;

    /** True when a change is to be published. */
    public boolean accepted() {
        return this == NEW || this == CHANGED;
    }
}
