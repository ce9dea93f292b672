package dev.gapless.common.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RangeTest {

    private final Range range = Range.of(5, 9);

    @Test
    void is_never_empty_and_says_what_it_wants() {
        assertThat(Range.of(5, 6).length()).isEqualTo(1);
        assertThatThrownBy(() -> Range.of(5, 5)).hasMessage("to: 5 (expected: > from 5)");
        assertThatThrownBy(() -> Range.of(5, 4)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void holds_its_first_position_and_not_the_one_after_its_last() {
        assertThat(Stream.of(4, 5, 8, 9).map(range::contains)).containsExactly(false, true, true, false);
    }

    @Test
    void holds_a_range_that_reaches_beyond_it_on_neither_side() {
        assertThat(range.contains(Range.of(5, 9))).isTrue();
        assertThat(range.contains(Range.of(6, 8))).isTrue();
        assertThat(range.contains(Range.of(4, 9))).isFalse();
        assertThat(range.contains(Range.of(5, 10))).isFalse();
    }

    @Test
    void neighbours_touch_and_do_not_overlap() {
        assertThat(range.touches(Range.of(9, 12))).isTrue();
        assertThat(range.touches(Range.of(1, 5))).isTrue();
        assertThat(range.overlaps(Range.of(9, 12))).isFalse();
        assertThat(range.overlaps(Range.of(1, 5))).isFalse();
    }

    @Test
    void what_shares_a_position_touches_and_overlaps() {
        assertThat(range.touches(Range.of(8, 12))).isTrue();
        assertThat(range.overlaps(Range.of(8, 12))).isTrue();
        assertThat(range.touches(Range.of(1, 6))).isTrue();
        assertThat(range.overlaps(Range.of(1, 6))).isTrue();
    }

    @Test
    void what_is_a_position_away_does_neither() {
        assertThat(range.touches(Range.of(10, 12))).isFalse();
        assertThat(range.touches(Range.of(1, 4))).isFalse();
        assertThat(range.overlaps(Range.of(10, 12))).isFalse();
    }

    @Test
    void comes_by_where_it_begins_and_then_by_where_it_ends() {
        assertThat(Stream.of(Range.of(5, 9), Range.of(1, 20), Range.of(5, 7)).sorted())
                .containsExactly(Range.of(1, 20), Range.of(5, 7), Range.of(5, 9));
    }

    @Test
    void spans_with_another_whatever_lies_between() {
        assertThat(range.spanWith(Range.of(20, 30))).isEqualTo(Range.of(5, 30));
        assertThat(range.spanWith(Range.of(1, 2))).isEqualTo(Range.of(1, 9));
    }
}
