package dev.gapless.miner.reconcile;

/**
 * Stops a reconciliation whose listing is more likely broken than true. That is so when more than a fifth of what was
 * compared so far is gone, and more than ten items. It is also so with more than a thousand items. Counted over the
 * whole walk, however many slices it takes.
 *
 * @param held items that the ledger holds where the walk has compared
 * @param released an operator has looked
 */
public record MassDeletionGuard(long held, boolean released) {

    /** So many may go without a second look. */
    static final long MIN = 10;

    private static final long MAX = 1_000;
    private static final long SHARE = 5;

    public boolean holds(long gone) {
        return !released && gone > Math.max(MIN, Math.min(MAX, held / SHARE));
    }
}
