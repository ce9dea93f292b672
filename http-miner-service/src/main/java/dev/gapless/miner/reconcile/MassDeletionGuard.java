package dev.gapless.miner.reconcile;

import dev.gapless.connector.DeletionLimits;

/**
 * Stops a reconciliation whose listing is more likely broken than true: more is gone than the manifest allows. Counted
 * over the whole walk, however many slices it takes.
 *
 * @param limits of the stream
 * @param held items that the ledger holds where the walk has compared
 * @param released an operator has looked
 */
public record MassDeletionGuard(DeletionLimits limits, long held, boolean released) {

    public boolean holds(long gone) {
        return !released && gone > limits.of(held);
    }
}
