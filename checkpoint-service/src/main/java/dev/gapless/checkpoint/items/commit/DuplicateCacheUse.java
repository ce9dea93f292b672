package dev.gapless.checkpoint.items.commit;

/** Of which streams Redis is asked before the database. */
public enum DuplicateCacheUse {
    /** Of those whose measured share of items that are read again makes it pay. */
    AUTO,

    /** Of all. */
    ON,

    /** Of none. */
    OFF
}
