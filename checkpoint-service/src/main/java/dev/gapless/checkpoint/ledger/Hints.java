package dev.gapless.checkpoint.ledger;

import dev.gapless.common.message.CommitRequest.Item;
import java.util.BitSet;
import java.util.List;

/**
 * Remembers what the live door brought lately, so that the paged door's copy of it need not be asked of the database.
 * May forget at any time, and must not remember what the ledger does not hold.
 *
 * <p>Only this one case is answered, because only here can nothing that happened meanwhile make the answer wrong: once
 * the first item of a version came by the live door, a mined one of that version never wins, whatever ties, tombstones
 * or forks came after it. And it is never the record that was accepted, which may still have to be published.
 */
public interface Hints {

    /** The indexes of those that are surely duplicates of another record. */
    BitSet duplicates(List<Item> items);

    /**
     * Called only after the database has committed.
     *
     * @param items accepted, and the first of their version
     */
    void accepted(List<Item> items);
}
