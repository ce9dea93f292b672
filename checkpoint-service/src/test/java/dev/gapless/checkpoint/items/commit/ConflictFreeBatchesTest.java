package dev.gapless.checkpoint.items.commit;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.items.commit.ItemSightings.Sighting;
import dev.gapless.common.message.CommitRequest.Item;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConflictFreeBatchesTest {

    @Test
    void no_round_holds_an_item_twice_and_its_versions_keep_their_order() {
        assertThat(rounds("b", "a", "b", "b", "c"))
                .containsExactly(List.of("a@1", "b@0", "c@4"), List.of("b@2"), List.of("b@3"));
    }

    @Test
    void a_round_is_in_the_order_of_its_keys() {
        assertThat(rounds("c", "a", "b")).containsExactly(List.of("a@1", "b@2", "c@0"));
    }

    @Test
    void keys_are_compared_by_account_then_source_then_stream_then_id() {
        List<Item> items = List.of(
                post("a", "b", "b", "b", 1),
                post("b", "a", "a", "a", 2),
                post("a", "a", "b", "c", 3),
                post("a", "a", "b", "b", 4),
                post("a", "a", "a", "d", 5),
                post("a", "b", "a", "a", 6));

        assertThat(ConflictFreeBatches.of(items).getFirst())
                .extracting(ConflictFreeBatches.BatchEntry::index)
                .containsExactly(4, 3, 2, 5, 0, 1);
    }

    @Test
    void no_round_holds_a_log_position_twice() {
        assertThat(named(Stream.of(post("a", 7), post("b", 7), post("b", 8), post("c", 9))))
                .containsExactly(List.of("a@0", "c@3"), List.of("b@1"), List.of("b@2"));
    }

    @Test
    void each_is_numbered_by_its_place_in_its_round() {
        assertThat(ConflictFreeBatches.of(Stream.of(post("b", 1), post("a", 2))
                                .map(Sighting::item)
                                .toList())
                        .getFirst())
                .extracting(ConflictFreeBatches.BatchEntry::order)
                .containsExactly(0, 1);
    }

    private static List<List<String>> rounds(String... ids) {
        return named(IntStream.range(0, ids.length).mapToObj(i -> post(ids[i], i)));
    }

    private static List<List<String>> named(Stream<Sighting> sightings) {
        return ConflictFreeBatches.of(sightings.map(Sighting::item).toList()).stream()
                .map(round -> round.stream()
                        .map(entry -> entry.item().itemId() + "@" + entry.index())
                        .toList())
                .toList();
    }
}
