package dev.gapless.processor.replay;

import dev.gapless.common.message.LedgerItemsRequest;
import dev.gapless.common.message.LedgerItemsResponse;

/** What the ledger holds. */
@FunctionalInterface
interface HeldItemClient {

    /** @throws HeldItemsUnavailableException when it cannot be asked */
    LedgerItemsResponse of(LedgerItemsRequest query);
}
