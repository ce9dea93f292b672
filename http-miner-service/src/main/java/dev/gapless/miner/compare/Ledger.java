package dev.gapless.miner.compare;

import dev.gapless.common.message.CompareAnswer;
import dev.gapless.common.message.CompareQuery;

/** The checkpoint service, as far as miners ask it. */
public interface Ledger {

    /** @throws LedgerAwayException when there is no answer, which says nothing about what is held */
    CompareAnswer compare(CompareQuery query) throws LedgerAwayException;

    /** @throws LedgerAwayException when the finding was not taken */
    void audited(AuditFinding finding) throws LedgerAwayException;
}
