package dev.gapless.checkpoint.items.commit;

import dev.gapless.common.message.Decision;

/**
 * The ledger's decision about one record of an item.
 *
 * @param firstOfVersion true when it was accepted and nothing was held of the item at its version and operation before.
 *     False when it won a tie, came after an undoing at the same version, or was not accepted
 */
public record ItemDecision(Decision decision, boolean firstOfVersion) {

    public static final ItemDecision DUPLICATE = new ItemDecision(Decision.DUPLICATE, false);
}
