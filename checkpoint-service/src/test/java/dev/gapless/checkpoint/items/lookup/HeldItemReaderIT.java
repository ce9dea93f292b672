package dev.gapless.checkpoint.items.lookup;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.items.commit.LedgerRig;
import dev.gapless.checkpoint.items.lookup.HeldItemReader.Page;
import dev.gapless.common.position.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Pages of held items while others come. */
class HeldItemReaderIT {

    /** Before the mend the page was of a later moment than its end, and an item was in neither of two pages. */
    @Test
    void an_item_that_comes_while_a_page_is_read_pushes_no_other_one_out_of_it() {
        try (LedgerRig ledger = new LedgerRig()) {
            ledger.commit(post("b", 1), post("c", 2), post("d", 3));
            HeldItemReader reader = new HeldItemReader(
                    ledger.database().jdbc(), ledger.database().transaction());
            List<String> ends = new ArrayList<>();
            List<String> page = new ArrayList<>();
            reader.read(
                    new Page(new StreamId("forum", "ann", "posts"), "", false, 2),
                    next -> {
                        next.ifPresent(ends::add);
                        // with a connection of its own
                        CompletableFuture.runAsync(() -> ledger.commit(post("a", 4)))
                                .join();
                    },
                    row -> page.add(row.getString("item_id")));
            assertThat(page).containsExactly("b", "c");
            assertThat(ends).containsExactly("c");
        }
    }
}
