package dev.gapless.checkpoint.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.checkpoints.ProcessingWindow.By;
import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessingWindowTest {

    private static final Range HORIZON = Range.of(100, 1_000);

    @Test
    void a_hole_that_newest_first_reading_left_below_the_latest_position_is_in_the_window() {
        Coverage done = Coverage.of(List.of(Range.of(100, 400), Range.of(700, 1_000)));

        ProcessingWindow window = window(done, 10);

        assertThat(window.ranges()).containsExactly(Range.of(390, 700));
        assertThat(window.from()).isEqualTo(390);
        assertThat(window.to()).isEqualTo(700);
        assertThat(window.duration()).isEqualTo(Duration.ofNanos(310_000));
    }

    @Test
    void pieces_begin_earlier_by_the_overlap_but_not_before_the_horizon() {
        Coverage done = Coverage.of(List.of(Range.of(105, 900)));

        assertThat(window(done, 60).ranges()).containsExactly(Range.of(100, 105), Range.of(840, 1_000));
        assertThat(window(done, 5_000).ranges()).containsExactly(Range.of(100, 1_000));
    }

    @Test
    void with_everything_done_it_is_empty_and_lies_at_the_end() {
        ProcessingWindow window = window(Coverage.of(List.of(HORIZON)), 60);

        assertThat(window.isEmpty()).isTrue();
        assertThat(window.from()).isEqualTo(1_000);
        assertThat(window.duration()).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void whatever_is_missing_is_inside_and_what_else_is_inside_lies_within_the_overlap_below_it(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Coverage done = Coverage.empty();
        for (int i = 0; i < 20; i++) {
            long from = random.nextLong(50, 1_050);
            done = done.plus(Range.of(from, from + 1 + random.nextLong(60)));
            long overlap = random.nextLong(30);
            Coverage window = Coverage.of(window(done, overlap).ranges());
            for (long position = HORIZON.from(); position < HORIZON.to(); position++) {
                boolean near = false;
                for (long above = position; above <= position + overlap && above < HORIZON.to(); above++) {
                    near |= !done.contains(above);
                }
                assertThat(window.contains(position)).as("%d", position).isEqualTo(near);
            }
        }
    }

    private static ProcessingWindow window(Coverage done, long overlap) {
        return ProcessingWindow.of(HORIZON, done.missingFrom(HORIZON), false, By.CHECKPOINT, overlap);
    }
}
