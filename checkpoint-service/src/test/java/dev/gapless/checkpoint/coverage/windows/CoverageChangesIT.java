package dev.gapless.checkpoint.coverage.windows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.CoverageChangesAnswer.Change;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.RecordSpan;
import dev.gapless.common.message.SilentWindowsQuery;
import dev.gapless.common.position.StreamId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the scheduler hears of coverage without asking about each stream. */
class CoverageChangesIT {

    private final CoverageRig coverage = new CoverageRig();
    private final CoverageChanges changes = coverage.changes();

    @AfterEach
    void close() {
        coverage.close();
    }

    /** All that are there; they are done afterwards. */
    private List<StreamId> heard() {
        List<Change> heard = changes.take(List.of(), 100);
        changes.take(heard.stream().map(Change::id).toList(), 0);
        return heard.stream().map(Change::stream).distinct().toList();
    }

    @Test
    void a_window_that_grows_on_is_not_told_but_its_beginning_its_end_and_a_hole_in_it_are() {
        coverage.apply(CoverageReportBuilder.live("w", 10, 20));
        assertThat(heard()).containsExactly(CoverageReportBuilder.POSTS);

        // however long the machine stands still in between, the window is not silent
        age(Duration.ofHours(-1));
        coverage.apply(CoverageReportBuilder.live("w", 10, 30));
        age(Duration.ofHours(-1));
        coverage.apply(CoverageReportBuilder.live("w", 30, 40));
        assertThat(heard()).isEmpty();

        coverage.apply(CoverageReportBuilder.live("w", 50, 60));
        assertThat(heard()).containsExactly(CoverageReportBuilder.POSTS);

        coverage.apply(CoverageReportBuilder.live("w", 60, 70).closed());
        assertThat(heard()).containsExactly(CoverageReportBuilder.POSTS);
    }

    /** A cut may reach beyond the end of an open window, and what the window then claims of it stays missing. */
    @Test
    void a_window_that_moves_on_through_a_cut_is_told() {
        coverage.apply(CoverageReportBuilder.live("w", 10, 20));
        coverage.retract(20, 40);
        heard();

        coverage.apply(CoverageReportBuilder.live("w", 20, 30));

        assertThat(heard()).containsExactly(CoverageReportBuilder.POSTS);
    }

    @Test
    void a_window_that_was_silent_and_reports_again_is_told() {
        coverage.apply(CoverageReportBuilder.live("w", 10, 20));
        heard();
        age(Duration.ofSeconds(6));

        coverage.apply(CoverageReportBuilder.live("w", 20, 30));

        assertThat(heard()).containsExactly(CoverageReportBuilder.POSTS);
    }

    @Test
    void what_mining_brings_is_told_when_it_is_claimed_and_when_it_is_held_and_so_is_a_cut() {
        coverage.logBegins(IngestPath.MINED, 0, 0);
        coverage.apply(CoverageReportBuilder.mined("m", 10, 20, CoverageReportBuilder.ALL)
                .on(new RecordSpan(0, 5, 9)));
        assertThat(heard()).containsExactly(CoverageReportBuilder.POSTS);

        coverage.decide(IngestPath.MINED, 0, 0, 9);
        coverage.promote();
        assertThat(heard()).containsExactly(CoverageReportBuilder.POSTS);

        coverage.retract(12, 14);
        assertThat(heard()).containsExactly(CoverageReportBuilder.POSTS);
    }

    @Test
    void what_is_not_done_is_told_again() {
        coverage.apply(CoverageReportBuilder.live("w", 10, 20));

        assertThat(changes.take(List.of(), 100)).hasSize(1).isEqualTo(changes.take(List.of(), 100));
    }

    @Test
    void windows_that_are_not_reported_or_stand_still_are_silent_page_by_page() {
        long now = System.currentTimeMillis() * 1000;
        coverage.apply(CoverageReportBuilder.live("w", now - 1_000_000, now));
        assertThat(silent(null)).isEmpty();

        coverage.apply(CoverageReportBuilder.live("w", now, now + 1));
        assertThat(changes.silent(new SilentWindowsQuery(
                        60_000, Map.of(CoverageReportBuilder.POSTS.source(), -60_000L), null, 10)))
                .containsExactly(CoverageReportBuilder.POSTS);

        age(Duration.ofSeconds(11));
        assertThat(silent(null)).containsExactly(CoverageReportBuilder.POSTS);
        assertThat(silent(CoverageReportBuilder.POSTS)).isEmpty();
    }

    private List<StreamId> silent(@Nullable StreamId after) {
        return changes.silent(
                new SilentWindowsQuery(10_000, Map.of(CoverageReportBuilder.POSTS.source(), 60_000L), after, 10));
    }

    private void age(Duration by) {
        coverage.database()
                .jdbc()
                .update(
                        "update coverage_window set reported_at = reported_at - ? * interval '1 second'",
                        by.toSeconds());
    }
}
