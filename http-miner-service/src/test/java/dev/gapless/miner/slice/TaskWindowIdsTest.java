package dev.gapless.miner.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import org.junit.jupiter.api.Test;

class TaskWindowIdsTest {

    @Test
    void ranges_that_touch_grow_one_window_in_either_direction() {
        TaskWindowIds windows = new TaskWindowIds("t");

        assertThat(windows.windowOf(Range.of(50, 60))).isEqualTo("t");
        assertThat(windows.windowOf(Range.of(40, 50))).isEqualTo("t");
        assertThat(windows.windowOf(Range.of(60, 70))).isEqualTo("t");
    }

    @Test
    void a_range_apart_begins_another_window_so_that_nothing_between_is_claimed() {
        TaskWindowIds windows = new TaskWindowIds("t");

        assertThat(windows.windowOf(Range.of(50, 60))).isEqualTo("t");
        assertThat(windows.windowOf(Range.of(10, 20))).isEqualTo("t#2");
        assertThat(windows.windowOf(Range.of(20, 30))).isEqualTo("t#2");
        assertThat(windows.windowOf(Range.of(80, 90))).isEqualTo("t#3");
    }

    @Test
    void a_claim_is_cut_to_the_task() {
        assertThat(TaskWindowIds.clip(Range.of(0, 100), 10, 20)).isEqualTo(Range.of(10, 20));
        assertThat(TaskWindowIds.clip(Range.of(15, 100), 10, 20)).isEqualTo(Range.of(15, 20));
        assertThat(TaskWindowIds.clip(Range.of(20, 100), 10, 20)).isNull();
        assertThat(TaskWindowIds.clip(Range.of(0, 10), 10, 20)).isNull();
        assertThat(TaskWindowIds.clip(null, 10, 20)).isNull();
    }
}
