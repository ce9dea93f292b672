package dev.gapless.miner.ledger;

import dev.gapless.common.message.CompareRequest;
import dev.gapless.common.message.CompareResponse;

/** The checkpoint service, as far as miners ask it. */
public interface LedgerLookupClient {

    /** @throws LedgerUnavailableException when there is no answer, which says nothing about what is held */
    CompareResponse compare(CompareRequest query) throws LedgerUnavailableException;

    /** @throws LedgerUnavailableException when the finding was not taken */
    void audited(AuditFinding finding) throws LedgerUnavailableException;
}
