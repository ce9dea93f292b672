package dev.gapless.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.position.StreamId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OutsideTextTest {

    @Test
    void what_no_store_takes_is_replaced_and_the_rest_is_left() {
        assertThat(OutsideText.cleaned("a\0b\ud83dc\ude00d\ud83d\ude00", 100))
                .isEqualTo("a\ufffdb\ufffdc\ufffdd\ud83d\ude00");
    }

    @Test
    void a_cut_through_a_pair_leaves_no_half_of_it() {
        assertThat(OutsideText.cleaned("ab\ud83d\ude00", 3)).isEqualTo("ab\ufffd");
    }

    @Test
    void half_a_pair_is_no_unicode() {
        assertThat(OutsideText.isUnicode("a\0\ud83d\ude00")).isTrue();
        assertThat(OutsideText.isUnicode("\ud83d")).isFalse();
        assertThat(OutsideText.isUnicode("\ude00\ud83d")).isFalse();
    }

    @Test
    void an_upstreams_words_travel_in_a_progress_whatever_they_are() {
        MiningProgress progress = progress("the node says: \0\ud83d" + "x".repeat(2_000_000));

        MiningProgress arrived = MiningProgress.fromBytes(progress.toBytes());

        assertThat(arrived).isEqualTo(progress);
        assertThat(arrived.reason()).startsWith("the node says: \ufffd\ufffdxx").hasSize(1_000);
    }

    private static MiningProgress progress(String reason) {
        return new MiningProgress(
                new MiningProgress.TaskRef("gap-1:1", "gap-1", new StreamId("chain", "0xa", "logs"), 1),
                Outcome.FAILED,
                null,
                null,
                reason,
                0,
                0,
                Instant.EPOCH);
    }
}
