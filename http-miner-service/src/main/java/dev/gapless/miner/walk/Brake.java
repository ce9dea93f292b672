package dev.gapless.miner.walk;

/**
 * Stops a reconciliation whose listing is more likely broken than true: more than a fifth of what was compared so far
 * is gone, and more than ten items, or more than a thousand. Counted over the whole walk, however many slices it takes.
 *
 * @param held items that the ledger holds where the walk has compared
 * @param released an operator has looked
 */
record Brake(long held, boolean released) {

    /** So many may go without a second look. */
    static final long LEAST = 10;

    private static final long MOST = 1_000;
    private static final long SHARE = 5;

    boolean holds(long gone) {
        return !released && gone > Math.max(LEAST, Math.min(MOST, held / SHARE));
    }
}
