package dev.gapless.checkpoint.coverage.windows;

import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.ALL;
import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.AT;
import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.live;
import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.mined;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageRetraction;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoverageRetractionsIT {

    private final CoverageRig coverage = new CoverageRig();

    @AfterEach
    void close() {
        coverage.close();
    }

    @Test
    void a_cut_in_the_middle_leaves_a_hole_and_a_later_report_does_not_close_the_hole() {
        coverage.apply(live("w", 0, 60));
        coverage.retract(20, 30);
        assertThat(coverage.gaps()).containsExactly(Range.of(20, 30), Range.of(60, 100));
        assertThat(coverage.rows()).isEqualTo(1);

        coverage.apply(live("w", 0, 80).at(AT.plusSeconds(5)));
        assertThat(coverage.gaps()).containsExactly(Range.of(20, 30), Range.of(80, 100));
        assertThat(coverage.rows()).isEqualTo(1);
        assertThat(coverage.ask(0, 100, ALL).liveTo()).isEqualTo(80);
    }

    @Test
    void a_recorded_at_the_growing_end_leaves_a_hole_above_which_the_window_goes_on() {
        coverage.apply(live("w", 0, 60));
        coverage.retract(50, 70);
        coverage.apply(live("w", 0, 65).at(AT.plusSeconds(5)));
        assertThat(coverage.gaps()).containsExactly(Range.of(50, 100));
        coverage.apply(live("w", 0, 80).at(AT.plusSeconds(6)));
        coverage.apply(live("w", 0, 90).at(AT.plusSeconds(7)));

        assertThat(coverage.gaps()).containsExactly(Range.of(50, 70), Range.of(90, 100));
        assertThat(coverage.rows()).isEqualTo(1);
    }

    @Test
    void a_retraction_of_all_leaves_mined_windows_and_those_that_are_opened_behind_it() {
        coverage.apply(live("w", 0, 60), mined("m", 10, 20, ALL));
        coverage.retract(0, 50);
        coverage.apply(live("next", 40, 60).at(AT.plusSeconds(5)));

        assertThat(coverage.gaps()).containsExactly(Range.of(0, 10), Range.of(20, 40), Range.of(60, 100));
    }

    /** The source gives these positions out again, so what was listed before proves nothing of them. */
    @Test
    void a_clock_that_was_set_back_takes_from_mined_windows_too() {
        coverage.apply(live("w", 0, 60), mined("m", 10, 58, ALL));
        coverage.retract(new CoverageRetraction(
                CoverageReportBuilder.POSTS, 50, 60, null, CoverageRetraction.CLOCK_SET_BACK, 1, AT.plusSeconds(2)));
        assertThat(coverage.gaps()).containsExactly(Range.of(50, 100));

        coverage.apply(mined("told before", 52, 58, ALL));
        assertThat(coverage.gaps()).containsExactly(Range.of(50, 100));
        coverage.apply(mined("told after", 52, 60, ALL).at(AT.plusSeconds(5)));
        assertThat(coverage.gaps()).containsExactly(Range.of(50, 52), Range.of(60, 100));
    }

    @Test
    void a_retraction_of_one_window_leaves_the_others() {
        coverage.apply(live("w", 0, 60), live("v", 20, 40));
        coverage.apply(live("w", 70, 80));
        coverage.retract(0, 90, "w", AT);

        assertThat(coverage.gaps()).containsExactly(Range.of(0, 20), Range.of(40, 100));
        coverage.apply(live("w", 0, 95).at(AT.plusSeconds(5)));
        assertThat(coverage.gaps()).containsExactly(Range.of(0, 20), Range.of(40, 90), Range.of(95, 100));
    }

    @Test
    void merged_live_rows_are_cut_and_what_was_merged_away_while_open_stays_retracted_when_its_holder_comes_back() {
        coverage.apply(live("w", 0, 60), live("v", 70, 80).closed());
        coverage.age(Duration.ofHours(2));
        coverage.merge();
        coverage.retract(20, 75);
        assertThat(coverage.gaps()).containsExactly(Range.of(20, 75), Range.of(80, 100));

        coverage.apply(
                live("w", 0, 90).at(AT.plusSeconds(9_000)), live("v", 70, 80).closed());
        assertThat(coverage.gaps()).containsExactly(Range.of(20, 75), Range.of(90, 100));
    }

    @Test
    void a_retraction_told_again_changes_nothing() {
        coverage.apply(live("w", 0, 60));
        coverage.retract(20, 30);
        coverage.retract(20, 30);

        assertThat(coverage.gaps()).containsExactly(Range.of(20, 30), Range.of(60, 100));
        assertThat(coverage.rows()).isEqualTo(1);
        assertThat(coverage.cutsCounted()).isEqualTo(2);
    }

    @Test
    void cuts_are_forgotten_when_their_windows_are_long_gone() {
        coverage.apply(live("w", 0, 60));
        coverage.retract(20, 30);
        coverage.age(Duration.ofHours(2));
        coverage.merge();
        assertThat(coverage.database().number("select count(*) from coverage_retraction"))
                .isEqualTo(2);
        coverage.database().jdbc().update("update coverage_retraction set recorded_at = now() - interval '31 days'");
        coverage.merge();

        assertThat(coverage.database().number("select count(*) from coverage_retraction"))
                .isZero();
        assertThat(coverage.gaps()).containsExactly(Range.of(20, 30), Range.of(60, 100));
    }

    @Test
    void two_walks_a_minute_apart_are_kept_as_walked_twice_when_they_are_merged() {
        coverage.apply(mined("first", 0, 60, ALL));
        coverage.age(Duration.ofMinutes(2));
        coverage.apply(mined("second", 40, 80, ALL), mined("at-once", 50, 90, ALL));
        coverage.age(Duration.ofMinutes(11));
        coverage.merge();

        assertThat(coverage.database()
                        .client()
                        .sql("select evidence || covered from coverage_window order by 1")
                        .query(String.class)
                        .list())
                .containsExactly("PAGE_WALK{[0,90)}", "WALKED_TWICE{[40,60)}");
    }

    @Test
    void the_lateness_last_measured_is_told() {
        coverage.apply(live("w", 0, 10).lateness(5_000), live("w", 0, 20).lateness(700));
        coverage.apply(live("w", 0, 30));

        assertThat(coverage.ask(0, 100, ALL).latenessMicros()).isEqualTo(700);
    }
}
