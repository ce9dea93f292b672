package dev.gapless.scheduler.audits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomSamplerTest {

    private final RandomSampler draw = new RandomSampler(new SplittableRandom(7));

    @Test
    void every_covered_position_comes_up_and_no_other() {
        Coverage covered = Coverage.of(List.of(Range.of(10, 13), Range.of(20, 21), Range.of(30, 40)));
        BitSet begun = new BitSet();
        for (int i = 0; i < 1_000; i++) {
            Range range = draw.of(covered, 5);
            assertThat(range).isNotNull();
            assertThat(covered.contains(range)).isTrue();
            assertThat(range.length()).isBetween(1L, 5L);
            begun.set((int) range.from());
        }
        assertThat(begun.cardinality()).isEqualTo(14);
        assertThat(draw.of(Coverage.empty(), 5)).isNull();
    }

    @Test
    void some_are_drawn_and_none_twice() {
        List<Integer> all = IntStream.range(0, 10).boxed().toList();

        assertThat(draw.some(all, 4)).hasSize(4).doesNotHaveDuplicates();
        assertThat(draw.some(all, 99)).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void a_share_that_is_less_than_one_a_round_comes_up_in_some_rounds() {
        int drawn = IntStream.range(0, 10_000).map(round -> draw.about(0.07)).sum();

        assertThat(drawn).isBetween(600, 800);
        assertThat(draw.about(3)).isEqualTo(3);
    }
}
