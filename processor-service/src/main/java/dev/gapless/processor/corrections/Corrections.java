package dev.gapless.processor.corrections;

import dev.gapless.common.message.CorrectionRequest.Correction;
import dev.gapless.common.message.Decision;
import java.util.Optional;

/** The ledger's door for what was read anew. */
@FunctionalInterface
public interface Corrections {

    /**
     * Asking again with the same one gives the same decision. Waits for as long as the ledger is away.
     *
     * @return empty when the ledger says that it can never store it
     * @throws InterruptedException when the caller no longer wants to know
     */
    Optional<Decision> correct(Correction correction) throws InterruptedException;
}
