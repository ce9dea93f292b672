package dev.gapless.processor.commit;

import dev.gapless.common.message.Decision;
import java.util.List;

/** The result of one request to the ledger. */
public sealed interface LedgerCallResult {

    /**
     * @param decisions one for each item, in their order
     * @param behind true when the floor of a partition has not reached where its span begins
     */
    record Decided(List<Decision> decisions, boolean behind) implements LedgerCallResult {
        public Decided {
            decisions = List.copyOf(decisions);
        }
    }

    /** It cannot be reached, or it cannot answer now; the same request may succeed later. */
    record Away(String reason) implements LedgerCallResult {}

    /** It says that these items as they are cannot be stored; repeating it cannot help. */
    record Refused(int status) implements LedgerCallResult {}

    /** It fails on this request, or its answer is unreadable: a bug, which one of the items may have met. */
    record Failed(String reason) implements LedgerCallResult {}
}
