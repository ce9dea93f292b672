package dev.gapless.checkpoint.items.commit;

/** The streams of which Redis is asked before the database. */
public enum DuplicateCacheUse {
    /** Of those whose measured share of items that are read again makes it pay. */
    AUTO,

    /** Of all. */
    ON,

    /** Of none. */
    OFF
}
