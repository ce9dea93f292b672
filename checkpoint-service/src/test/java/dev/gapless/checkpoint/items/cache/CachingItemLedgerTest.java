package dev.gapless.checkpoint.items.cache;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.items.commit.CommitOutcome;
import dev.gapless.checkpoint.items.commit.ItemDecision;
import dev.gapless.checkpoint.items.commit.ItemLedger;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CachingItemLedgerTest {

    private final List<String> asked = new ArrayList<>();
    private final List<String> remembered = new ArrayList<>();
    private final List<String> noted = new ArrayList<>();

    private final DuplicateCache hints = new DuplicateCache() {
        @Override
        public Known known(List<Item> items) {
            BitSet known = new BitSet();
            for (int i = 0; i < items.size(); i++) {
                known.set(i, items.get(i).itemId().startsWith("known"));
            }
            return new Known(known, Map.of(1, "hint of 1"));
        }

        @Override
        public void accepted(List<Item> items) {
            items.forEach(item -> remembered.add(item.itemId()));
        }

        @Override
        public void seen(Map<Item, String> noted) {
            noted.forEach((item, hint) -> noted(item, hint));
        }
    };

    private final ItemLedger ledger = new CachingItemLedger(
            (items, decided) -> new CommitOutcome(
                    items.stream()
                            .map(item -> {
                                asked.add(item.itemId());
                                return item.itemId().startsWith("tied")
                                        ? new ItemDecision(Decision.CHANGED, false)
                                        : new ItemDecision(Decision.NEW, true);
                            })
                            .toList(),
                    Set.copyOf(decided)),
            hints);

    @Test
    void what_the_hints_know_is_not_asked_and_the_answers_keep_their_places() {
        assertThat(commit("known-1", "a", "known-2", "known-3", "tied", "b"))
                .containsExactly(
                        Decision.DUPLICATE,
                        Decision.NEW,
                        Decision.DUPLICATE,
                        Decision.DUPLICATE,
                        Decision.CHANGED,
                        Decision.NEW);
        assertThat(asked).containsExactly("a", "tied", "b");
    }

    @Test
    void what_won_a_tie_is_not_remembered() {
        commit("a", "tied", "b");

        assertThat(remembered).containsExactly("a", "b");
    }

    @Test
    void when_all_is_known_nothing_is_asked() {
        assertThat(commit("known-1", "known-2")).containsOnly(Decision.DUPLICATE);
        assertThat(asked).isEmpty();
    }

    @Test
    void what_the_paged_path_brought_first_is_asked_and_then_noted() {
        commit("a", "b");

        assertThat(asked).containsExactly("a", "b");
        assertThat(noted).containsExactly("b: hint of 1");
    }

    private void noted(Item item, String hint) {
        noted.add(item.itemId() + ": " + hint);
    }

    private List<Decision> commit(String... ids) {
        List<Item> items = new ArrayList<>();
        for (String id : ids) {
            items.add(post(id, items.size()).item());
        }
        return ledger.commit(items).stream().map(ItemDecision::decision).toList();
    }
}
