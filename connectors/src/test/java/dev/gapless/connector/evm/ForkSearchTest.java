package dev.gapless.connector.evm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.Anchor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForkSearchTest {

    @Test
    void without_fingerprints_there_is_nothing_to_ask() {
        ForkSearch search = new ForkSearch(List.of());

        assertThat(search.next()).isNull();
        assertThat(search.forked()).isFalse();
    }

    @Test
    void one_question_is_enough_when_nothing_changed() {
        ForkSearch search = new ForkSearch(anchors(100));

        assertThat(search.next()).isEqualTo(990);
        search.seen("h990");

        assertThat(search.next()).isNull();
        assertThat(search.forked()).isFalse();
    }

    @Test
    void above_a_contradiction_nothing_agrees_whatever_the_chain_shows_there_now() {
        List<Anchor> known = new ArrayList<>(anchors(10));
        known.replaceAll(anchor -> anchor.position() == 60 ? new Anchor(60, Anchor.CONTRADICTED) : anchor);
        ForkSearch search = new ForkSearch(known);

        assertThat(search.next()).isEqualTo(50);
        search.seen("h50");

        assertThat(search.next()).isNull();
        assertThat(search.forked()).isTrue();
        assertThat(search.ancestor()).isEqualTo(50);
    }

    /** A block that the node does not have any more is as good as another one. */
    @ParameterizedTest
    @CsvSource({"100,99", "100,50", "100,1", "100,0", "1,0", "2,1", "7,3"})
    void the_highest_shared_fingerprint_is_the_ancestor(int known, int shared) {
        ForkSearch search = new ForkSearch(anchors(known));
        int questions = 0;
        for (Long position = search.next(); position != null; position = search.next()) {
            search.seen(position / 10 < shared ? "h" + position : position % 20 == 0 ? null : "another");
            questions++;
        }

        assertThat(search.forked()).isTrue();
        assertThat(search.ancestor()).isEqualTo(shared == 0 ? -1 : (shared - 1) * 10L);
        assertThat(questions).isLessThanOrEqualTo(9);
    }

    private static List<Anchor> anchors(int count) {
        List<Anchor> anchors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            anchors.add(new Anchor(i * 10L, "h" + i * 10));
        }
        return anchors.reversed();
    }
}
