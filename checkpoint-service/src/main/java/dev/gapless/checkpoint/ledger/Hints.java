package dev.gapless.checkpoint.ledger;

import dev.gapless.common.message.CommitRequest.Item;
import java.util.List;
import java.util.Set;

/**
 * Remembers what was accepted lately, so that a duplicate need not be asked of the database. May forget at any time.
 */
interface Hints {

    Hints NONE = new Hints() {
        @Override
        public Set<Integer> duplicates(List<Item> items) {
            return Set.of();
        }

        @Override
        public void accepted(List<Item> items) {
            // nothing is remembered
        }
    };

    /**
     * The indexes of those that are surely duplicates of another record. Never of the record itself: that one may still
     * have to be published.
     */
    Set<Integer> duplicates(List<Item> items);

    /** Called only after the database has committed. */
    void accepted(List<Item> items);
}
