package dev.gapless.checkpoint.ledger;

import static dev.gapless.checkpoint.ledger.Sightings.post;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoundsTest {

    @Test
    void no_round_holds_an_item_twice_and_its_versions_keep_their_order() {
        assertThat(rounds("b", "a", "b", "b", "c"))
                .containsExactly(List.of("a@1", "b@0", "c@4"), List.of("b@2"), List.of("b@3"));
    }

    @Test
    void a_round_is_in_the_order_of_its_keys() {
        assertThat(rounds("c", "a", "b")).containsExactly(List.of("a@1", "b@2", "c@0"));
    }

    private static List<List<String>> rounds(String... ids) {
        return Rounds.of(Stream.of(ids).map(id -> post(id, 0).item()).toList()).stream()
                .map(round -> round.stream()
                        .map(entry -> entry.item().itemId() + "@" + entry.index())
                        .toList())
                .toList();
    }
}
