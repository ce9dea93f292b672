package dev.gapless.checkpoint.items.cache;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.items.commit.ItemDecision;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import dev.gapless.common.position.StreamId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hints begin and end by what was measured of a stream, and no other stream notices. */
class AutomaticDuplicateCacheTest {

    private final List<Item> asked = new ArrayList<>();
    private final List<Item> remembered = new ArrayList<>();
    private boolean answers = true;

    private final DuplicateCache hints = new DuplicateCache() {
        @Override
        public Known known(List<Item> items) {
            asked.addAll(items);
            BitSet sure = new BitSet();
            sure.set(0, answers ? items.size() : 0);
            return new Known(sure, Map.of());
        }

        @Override
        public void accepted(List<Item> items) {
            remembered.addAll(items);
        }

        @Override
        public void seen(Map<Item, String> noted) {
            throw new AssertionError("nothing was mined for the first time");
        }
    };

    private final AutomaticDuplicateCache cache = new AutomaticDuplicateCache(hints, () -> 0);

    @Test
    void hints_begin_where_items_are_read_again_and_again_and_end_where_they_answer_nothing() {
        List<Item> live = items("posts", 100, true);
        List<Item> copies = items("posts", 1_200, false);
        List<Item> others = items("likes", 100, false);

        batch(live, Decision.NEW);
        batch(copies.subList(0, 500), Decision.DUPLICATE);
        assertThat(asked).as("after 500 copies").isEmpty();
        assertThat(remembered).isEmpty();

        batch(copies.subList(500, 1_200), Decision.DUPLICATE);
        List<Item> mixed = new ArrayList<>(others);
        mixed.addAll(copies.subList(0, 3));
        assertThat(cache.known(mixed).sure())
                .as("those of the one stream, at their places")
                .isEqualTo(places(100, 103));
        assertThat(asked).isEqualTo(copies.subList(0, 3));
        cache.accepted(live);
        cache.accepted(others);
        assertThat(remembered).isEqualTo(live);

        answers = false;
        batch(live, Decision.NEW);
        batch(copies, Decision.DUPLICATE);
        asked.clear();
        assertThat(cache.known(copies)).isEqualTo(DuplicateCache.Known.NOTHING);
        assertThat(asked).isEmpty();
    }

    private void batch(List<Item> items, Decision decision) {
        cache.decided(
                items,
                Collections.nCopies(items.size(), new ItemDecision(decision, decision == Decision.NEW)),
                cache.known(items));
    }

    private static BitSet places(int from, int to) {
        BitSet places = new BitSet();
        places.set(from, to);
        return places;
    }

    private static List<Item> items(String stream, int count, boolean live) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Item post =
                    live ? post("p" + i, i).item() : post("p" + i, i).mined().item();
            items.add(new Item(
                    new StreamId("forum", "ann", stream),
                    post.itemId(),
                    post.content(),
                    post.arrival(),
                    post.logPosition()));
        }
        return items;
    }
}
