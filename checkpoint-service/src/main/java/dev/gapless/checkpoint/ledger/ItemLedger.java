package dev.gapless.checkpoint.ledger;

import dev.gapless.common.message.CommitRequest.Item;
import java.util.List;

/** The authority on items. */
public interface ItemLedger {

    /**
     * Decides each item, in their order, and keeps what is accepted. All or nothing: when this throws, nothing was
     * decided. Asked again with the same records, it decides the same.
     *
     * @return one verdict an item
     */
    List<Verdict> commit(List<Item> items);
}
