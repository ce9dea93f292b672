package dev.gapless.processor.commit;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.DecidedSpan;
import java.util.List;

/** The authority on what we have got. */
@FunctionalInterface
public interface CommitClient {

    /**
     * Decides on each item, in this order, and remembers what it accepts. Asking again with the same items gives the
     * same decisions, so a batch whose outcome was lost is simply asked about again. Waits for as long as the ledger is
     * away.
     *
     * @param decided what of the captured partitions is decided once these items are; noted with the last of them
     * @return one outcome per item, in their order
     * @throws FloorBehindException when the ledger's floor of a partition has not reached where its span begins
     * @throws InterruptedException when the caller no longer wants to know
     */
    List<LedgerOutcome> commit(List<Item> items, List<DecidedSpan> decided) throws InterruptedException;
}
