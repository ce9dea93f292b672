package dev.gapless.checkpoint.coverage.windows;

import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.ALL;
import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.POSTS;
import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.live;
import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.mined;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WindowMergerIT {

    private final CoverageRig coverage = new CoverageRig();

    @AfterEach
    void close() {
        coverage.close();
    }

    @Test
    void many_old_windows_become_one_row_and_gaps_stay_gaps() {
        for (long i = 0; i < 10; i++) {
            coverage.apply(mined("m" + i, i * 5, i * 5 + 5, ALL));
        }
        coverage.apply(mined("far", 60, 70, ALL));
        coverage.age(Duration.ofMinutes(11));
        coverage.merge();

        assertThat(coverage.rows()).isEqualTo(1);
        assertThat(coverage.gaps()).containsExactly(Range.of(50, 60), Range.of(70, 100));

        coverage.apply(mined("bridge", 50, 60, ALL));
        coverage.age(Duration.ofMinutes(11));
        coverage.merge();
        assertThat(coverage.rows()).isEqualTo(1);
        assertThat(coverage.gaps()).containsExactly(Range.of(70, 100));
    }

    @Test
    void what_is_open_or_young_or_of_another_kind_is_left_apart() {
        coverage.apply(live("open", 0, 10), live("closed", 10, 20).closed(), mined("m", 20, 30, ALL));
        coverage.age(Duration.ofMinutes(11));
        coverage.apply(mined("young", 30, 40, ALL));
        coverage.merge();

        assertThat(coverage.rows()).isEqualTo(4);
        assertThat(coverage.ask(0, 100, ALL).liveTo()).isEqualTo(10);
    }

    @Test
    void an_open_window_whose_holder_is_gone_is_merged_too_and_empty_ones_go() {
        coverage.apply(live("gone", 0, 10), live("empty", 5, 5), mined("probe", 7, 7, ALL));
        coverage.age(Duration.ofHours(2));
        coverage.merge();

        assertThat(coverage.rows()).isEqualTo(1);
        assertThat(coverage.gaps()).containsExactly(Range.of(10, 100));
    }

    @Test
    void the_freshness_of_a_snapshot_is_kept() {
        coverage.apply(mined(POSTS.key() + ":snapshot", 5_000_000, 5_000_000, ALL));
        coverage.apply(mined(POSTS.key() + ":snapshot", 9_000_000, 9_000_000, ALL));
        coverage.apply(mined(POSTS.key() + ":snapshot", 7_000_000, 7_000_000, ALL));
        coverage.age(Duration.ofDays(2));
        coverage.merge();

        assertThat(coverage.facts()
                        .of(List.of(new CoverageReader.Asked(POSTS, 0, null)))
                        .getFirst()
                        .freshness())
                .isEqualTo("1970-01-01T00:00:09Z");
        assertThat(List.of(coverage.rows())).containsExactly(1L);
    }
}
