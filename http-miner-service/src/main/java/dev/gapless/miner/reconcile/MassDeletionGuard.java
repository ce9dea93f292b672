package dev.gapless.miner.reconcile;

import dev.gapless.connector.DeletionLimits;

/**
 * Stops a reconciliation whose listing is more likely broken than true: more is gone than the manifest allows. Counted
 * over the whole walk, however many slices it takes. The share of what is gone says something of the whole walk only:
 * one page may hold what was deleted together.
 *
 * @param limits of the stream
 * @param held items that the ledger holds where the walk has compared
 * @param whole the walk has compared all of its range
 * @param released an operator has looked
 */
public record MassDeletionGuard(DeletionLimits limits, long held, boolean whole, boolean released) {

    public boolean holds(long gone) {
        return !released && gone > (whole ? limits.of(held) : limits.most());
    }
}
