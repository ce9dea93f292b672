package dev.gapless.checkpoint.coverage.windows;

import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.ALL;
import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.live;
import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.mined;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.IngestPath;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoverageWindowStoreIT {

    private final CoverageRig coverage = new CoverageRig();

    @AfterEach
    void close() {
        coverage.close();
    }

    @Test
    void a_window_grows_with_its_reports_and_a_repeated_or_late_one_takes_nothing_back() {
        coverage.apply(live("w", 10, 10));
        assertThat(coverage.gaps()).containsExactly(Range.of(0, 100));
        coverage.apply(live("w", 10, 40), live("w", 10, 20));
        coverage.apply(live("w", 10, 30));

        assertThat(coverage.gaps()).containsExactly(Range.of(0, 10), Range.of(40, 100));
        assertThat(coverage.rows()).isEqualTo(1);
    }

    @Test
    void windows_of_both_paths_make_one_coverage_whatever_their_order() {
        coverage.apply(mined("m", 50, 80, ALL), live("w", 80, 100));
        coverage.apply(mined("n", 0, 50, ALL));

        assertThat(coverage.gaps()).isEmpty();
    }

    @Test
    void pages_of_one_walk_grow_downwards() {
        coverage.apply(mined("m", 80, 90, ALL));
        coverage.apply(mined("m", 60, 80, ALL), mined("m", 50, 60, ALL));

        assertThat(coverage.gaps()).containsExactly(Range.of(0, 50), Range.of(90, 100));
        assertThat(coverage.rows()).isEqualTo(1);
    }

    @Test
    void ranges_of_one_window_that_stand_apart_are_not_bridged_and_none_is_forgotten() {
        coverage.apply(mined("m", 10, 20, ALL), mined("m", 40, 50, ALL));
        coverage.apply(mined("m", 70, 80, ALL));

        assertThat(coverage.gaps())
                .containsExactly(Range.of(0, 10), Range.of(20, 40), Range.of(50, 70), Range.of(80, 100));
        coverage.apply(mined("m", 20, 40, ALL));
        assertThat(coverage.gaps()).containsExactly(Range.of(0, 10), Range.of(50, 70), Range.of(80, 100));
    }

    @Test
    void a_lower_epoch_of_the_same_window_changes_nothing() {
        coverage.apply(live("w", 10, 20).epoch(5));
        coverage.apply(live("w", 10, 60).epoch(4));
        coverage.apply(live("w", 92, 95).epoch(4));
        coverage.apply(live("v", 70, 80).epoch(5), live("v", 70, 90).epoch(4));

        assertThat(coverage.gaps()).containsExactly(Range.of(0, 10), Range.of(20, 70), Range.of(80, 100));
    }

    @Test
    void a_closed_window_stays_closed() {
        coverage.apply(live("w", 10, 20).closed());
        coverage.apply(live("w", 10, 15));

        assertThat(coverage.ask(0, 100, ALL).liveTo()).isNull();
    }

    @Test
    void an_open_live_window_tells_how_far_it_reaches_and_how_old_that_is_also_while_it_covers_nothing() {
        coverage.apply(mined("m", 0, 90, ALL), live("w", 30, 30));
        assertThat(coverage.ask(0, 100, ALL).liveTo()).isEqualTo(30);
        coverage.apply(live("w", 30, 40));

        assertThat(coverage.ask(0, 100, ALL).liveTo()).isEqualTo(40);
        assertThat(coverage.ask(0, 100, ALL).liveAge()).isBetween(0.0, 60.0);
    }

    @Test
    void a_barrier_is_no_sign_of_life() {
        coverage.apply(new CoverageReportBuilder(
                "b", CoverageReportBuilder.POSTS, IngestPath.LIVE, Set.of(), 0, 0, true, 1, 0, List.of(), null));

        assertThat(coverage.ask(0, 100, ALL).liveTo()).isNull();
        assertThat(coverage.rows()).isEqualTo(1);
    }
}
