package dev.gapless.processor.corrections;

import dev.gapless.common.message.CorrectionRequest.Correction;
import dev.gapless.processor.commit.LedgerOutcome;

/** The ledger's path for what was read anew. */
@FunctionalInterface
public interface CorrectionClient {

    /**
     * Asking again with the same one gives the same decision. Waits for as long as the ledger is away.
     *
     * @throws InterruptedException when the caller no longer wants to know
     */
    LedgerOutcome correct(Correction correction) throws InterruptedException;
}
