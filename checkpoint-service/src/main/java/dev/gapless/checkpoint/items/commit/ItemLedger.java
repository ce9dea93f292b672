package dev.gapless.checkpoint.items.commit;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.DecidedSpan;
import java.util.List;

/** The authority on items. */
public interface ItemLedger {

    /**
     * Decides each item, in their order, and keeps what is accepted. All or nothing: when this throws, nothing was
     * decided. Asked again with the same records, it decides the same.
     *
     * <p>In the same transaction, behind the items, the floors of the captured partitions rise over the spans.
     */
    CommitOutcome commit(List<Item> items, List<DecidedSpan> decided);

    /**
     * The same, with no word about partitions.
     *
     * @return one verdict an item
     */
    default List<ItemDecision> commit(List<Item> items) {
        return commit(items, List.of()).verdicts();
    }
}
