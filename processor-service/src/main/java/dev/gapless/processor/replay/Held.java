package dev.gapless.processor.replay;

import dev.gapless.common.message.HeldAnswer;
import dev.gapless.common.message.HeldQuery;

/** What the ledger holds. */
@FunctionalInterface
interface Held {

    /** @throws LedgerAwayException when it cannot be asked */
    HeldAnswer of(HeldQuery query);
}
