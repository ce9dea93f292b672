package dev.gapless.scheduler.accounts;

/** Wraps data keys with a key-encryption key, which the database never has. */
interface KeyWrapper {

    /** What everything begins with that it wraps now: what begins otherwise is to be wrapped anew. */
    byte[] prefix();

    /** @param source whose data key it is */
    byte[] wrap(byte[] key, String source);

    /**
     * The data key as it was.
     *
     * @throws IllegalStateException when it was wrapped with another key, or for another source
     */
    byte[] unwrap(byte[] wrapped, String source);

    /** Whether the key that wrapped it is here: then what does not open is damaged, or was made to open no more. */
    boolean has(byte[] wrapped);

    /** The same data key, wrapped with the present key. */
    default byte[] rewrap(byte[] wrapped, String source) {
        return wrap(unwrap(wrapped, source), source);
    }
}
