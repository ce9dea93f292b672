package dev.gapless.miner.walk;

/**
 * Stops a reconciliation whose listing is more likely broken than true: more than a fifth of a page's range gone, and
 * more than ten items, or more than a thousand.
 *
 * @param held items that the ledger holds in the page's range
 * @param released an operator has looked
 */
record Brake(long held, boolean released) {

    private static final long LEAST = 10;
    private static final long MOST = 1_000;
    private static final long SHARE = 5;

    boolean holds(long gone) {
        return !released && gone > Math.max(LEAST, Math.min(MOST, held / SHARE));
    }
}
