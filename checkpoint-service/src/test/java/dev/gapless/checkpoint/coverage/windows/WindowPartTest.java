package dev.gapless.checkpoint.coverage.windows;

import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.live;
import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.mined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gapless.common.coverage.Range;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WindowPartTest {

    @Test
    void reports_of_one_window_become_one_part() {
        assertThat(parts(live("w", 5, 5), live("w", 5, 9), live("v", 1, 2), live("w", 5, 7)))
                .extracting(WindowPart::rowId, WindowPart::covered, WindowPart::open)
                .containsExactly(tuple("w", Range.of(5, 9), true), tuple("v", Range.of(1, 2), true));
    }

    @Test
    void one_closed_report_closes_the_window() {
        assertThat(parts(live("w", 5, 9).closed(), live("w", 5, 9)))
                .extracting(WindowPart::open)
                .containsExactly(false);
    }

    @Test
    void what_stands_apart_is_a_closed_part_of_its_own() {
        assertThat(parts(live("w", 1, 3), live("w", 8, 9)))
                .extracting(WindowPart::rowId, WindowPart::covered, WindowPart::open)
                .containsExactly(tuple("w", Range.of(1, 3), true), tuple("w#8", Range.of(8, 9), false));
    }

    @Test
    void a_report_after_one_of_a_higher_epoch_is_left_out() {
        assertThat(parts(live("w", 1, 3).epoch(7), live("w", 1, 9).epoch(6)))
                .extracting(WindowPart::covered)
                .containsExactly(Range.of(1, 3));
    }

    @Test
    void of_several_generations_the_lowest_counts() {
        assertThat(parts(live("w", 1, 3), live("w", 1, 9).generation(2)))
                .extracting(part -> part.report().generation())
                .containsExactly(0L);
    }

    /** A retraction between the two is cut from what the first one covers. */
    @Test
    void of_a_walks_reports_the_earliest_time_counts_and_of_a_live_windows_the_last() {
        Instant later = CoverageReportBuilder.AT.plusSeconds(5);

        assertThat(parts(
                        mined("m", 80, 100, CoverageReportBuilder.ALL),
                        mined("m", 60, 80, CoverageReportBuilder.ALL).at(later),
                        live("w", 1, 3),
                        live("w", 1, 9).at(later)))
                .extracting(WindowPart::covered, part -> part.report().at())
                .containsExactly(tuple(Range.of(60, 100), CoverageReportBuilder.AT), tuple(Range.of(1, 9), later));
    }

    private static List<WindowPart> parts(CoverageReportBuilder... reports) {
        return WindowPart.of(
                Stream.of(reports).map(CoverageReportBuilder::report).toList());
    }
}
