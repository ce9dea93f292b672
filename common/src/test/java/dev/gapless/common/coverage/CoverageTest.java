package dev.gapless.common.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoverageTest {

    private static final int SIZE = 300;

    /** The plainest possible model: one bit a position. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void union_and_difference_agree_with_a_bit_for_every_position(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BitSet model = new BitSet();
        Coverage coverage = Coverage.empty();
        for (int step = 0; step < 300; step++) {
            int from = random.nextInt(SIZE - 15);
            int to = from + 1 + random.nextInt(14);
            if (random.nextInt(3) == 0) {
                model.clear(from, to);
                coverage = coverage.minus(Coverage.of(List.of(Range.of(from, to))));
            } else {
                model.set(from, to);
                coverage = coverage.plus(Range.of(from, to));
            }

            assertThat(bits(coverage)).isEqualTo(model);
            assertThat(bits(coverage.missingFrom(Range.of(20, 280)))).isEqualTo(clear(model, 20, 280));
            assertNoTwoTouch(coverage);
        }
    }

    @Test
    void overlapping_windows_make_no_false_gap() {
        Coverage coverage = Coverage.of(List.of(Range.of(10_00, 12_00), Range.of(10_30, 11_00)));

        assertThat(coverage.missingFrom(Range.of(9_00, 13_00)).ranges())
                .containsExactly(Range.of(9_00, 10_00), Range.of(12_00, 13_00));
    }

    @Test
    void a_straggler_inside_a_gap_leaves_the_rest_of_it() {
        Coverage coverage = Coverage.of(List.of(Range.of(5, 6)));

        assertThat(coverage.missingFrom(Range.of(0, 10)).ranges()).containsExactly(Range.of(0, 5), Range.of(6, 10));
    }

    @Test
    void holds_what_lies_in_one_of_its_ranges() {
        Coverage two = Coverage.of(List.of(Range.of(0, 5), Range.of(9, 12)));

        assertThat(Stream.of(0L, 4L, 5L, 8L, 9L, 11L, 12L).map(two::contains))
                .containsExactly(true, true, false, false, true, true, false);
        assertThat(two.contains(Range.of(9, 12))).isTrue();
        assertThat(two.contains(Range.of(4, 6))).isFalse();
        assertThat(two.contains(Range.of(0, 12))).isFalse();
    }

    @Test
    void is_empty_only_while_it_holds_nothing() {
        assertThat(Coverage.empty().isEmpty()).isTrue();
        assertThat(Coverage.empty().plus(Range.of(1, 2)).isEmpty()).isFalse();
    }

    @Test
    void two_are_put_together_as_their_ranges_would_be() {
        Coverage one = Coverage.of(List.of(Range.of(0, 5), Range.of(20, 30)));
        Coverage other = Coverage.of(List.of(Range.of(5, 9), Range.of(25, 40)));

        assertThat(one.plus(other).ranges()).containsExactly(Range.of(0, 9), Range.of(20, 40));
    }

    @Test
    void neighbours_become_one() {
        assertThat(Coverage.empty().plus(Range.of(0, 5)).plus(Range.of(5, 9)).ranges())
                .containsExactly(Range.of(0, 9));
    }

    @Test
    void an_empty_range_is_refused_with_the_rule() {
        assertThatThrownBy(() -> Range.of(5, 5)).hasMessage("to: 5 (expected: > from 5)");
    }

    @Test
    void aspects_are_read_back_from_their_mask() {
        EnumSet<Aspect> some = EnumSet.of(Aspect.CREATIONS, Aspect.DELETIONS);

        assertThat(Aspect.maskOf(some)).isEqualTo(5);
        assertThat(Aspect.ofMask(5)).isEqualTo(some);
    }

    private static BitSet bits(Coverage coverage) {
        BitSet bits = new BitSet();
        coverage.ranges().forEach(range -> bits.set((int) range.from(), (int) range.to()));
        return bits;
    }

    private static BitSet clear(BitSet model, int from, int to) {
        BitSet clear = new BitSet();
        clear.set(from, to);
        clear.andNot(model);
        return clear;
    }

    private static void assertNoTwoTouch(Coverage coverage) {
        for (int i = 1; i < coverage.ranges().size(); i++) {
            assertThat(coverage.ranges().get(i - 1).touches(coverage.ranges().get(i)))
                    .isFalse();
        }
    }
}
