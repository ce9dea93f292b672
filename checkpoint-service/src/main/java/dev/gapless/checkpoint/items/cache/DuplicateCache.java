package dev.gapless.checkpoint.items.cache;

import dev.gapless.checkpoint.items.commit.ItemDecision;
import dev.gapless.common.message.CommitRequest.Item;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * Remembers what the live path brought lately, so that the backfill path's copy of it need not be asked of the
 * database. May forget at any time, and must not remember what the ledger does not hold.
 *
 * <p>Only this one case is answered, because only here nothing that happened meanwhile makes the answer wrong. Once the
 * first item of a version came by the live path, a mined one of that version never wins. Ties, tombstones and forks
 * that come later do not change that. And it is never the record that was accepted, which may still have to be
 * published.
 */
public interface DuplicateCache {

    /**
     * What is remembered of a batch, by index.
     *
     * @param sure duplicates of another record, of items that their path has brought before
     * @param first mined duplicates too, but not that the backfill path has brought the item, because the ledger must
     *     still note that. With the arguments that {@link #seen} needs
     */
    record Known(BitSet sure, Map<Integer, String> first) {

        static final Known NOTHING = new Known(new BitSet(), Map.of());
    }

    Known known(List<Item> items);

    /**
     * Called only after the database has committed.
     *
     * @param items accepted, and the first of their version
     */
    void accepted(List<Item> items);

    /**
     * Called only after the database has committed.
     *
     * @param noted of {@link Known#first()}, by item
     */
    void seen(Map<Item, String> noted);

    /**
     * What became of a batch, so that it can be measured what hints spare.
     *
     * @param verdicts one for each item
     * @param known what was said of the batch before
     */
    default void decided(List<Item> items, List<ItemDecision> verdicts, Known known) {}
}
