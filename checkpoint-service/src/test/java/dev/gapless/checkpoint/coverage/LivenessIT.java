package dev.gapless.checkpoint.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.LivenessReport;
import dev.gapless.common.message.LivenessReport.WindowEnd;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.common.message.RecordSpan;
import dev.gapless.common.message.SilentWindowsQuery;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a connection says of its windows between their own reports. */
class LivenessIT {

    private static final SilentWindowsQuery SILENT = new SilentWindowsQuery(10_000, Map.of(), null, 10);

    private final CoverageRig coverage = new CoverageRig();

    @BeforeEach
    void log() {
        coverage.logBegins(IngestPath.LIVE, 0, 0);
        coverage.apply(CoverageReportBuilder.live("w", 10, 20));
        coverage.changes()
                .take(
                        coverage.changes().take(List.of(), 100).stream()
                                .map(change -> change.id())
                                .toList(),
                        1);
    }

    @AfterEach
    void close() {
        coverage.close();
    }

    private static LivenessReport proven(long to, RecordSpan... records) {
        return proven(1, to, records);
    }

    private static LivenessReport proven(long epoch, long to, RecordSpan... records) {
        return new LivenessReport(
                "connection \"1\"",
                CoverageReportBuilder.POSTS.source(),
                CoverageReportBuilder.POSTS.account(),
                epoch,
                List.of(
                        new WindowEnd(CoverageReportBuilder.POSTS.stream(), "w", to),
                        new WindowEnd(CoverageReportBuilder.POSTS.stream(), "not \\ opened {yet}", to)),
                List.of(records),
                CoverageReportBuilder.AT);
    }

    private void age(String table, int seconds) {
        coverage.database()
                .jdbc()
                .update("update %s set reported_at = reported_at - %d * interval '1 second'".formatted(table, seconds));
    }

    private Entry answer() {
        return coverage.ask(0, 100, CoverageReportBuilder.ALL);
    }

    @Test
    void a_proof_makes_a_window_live_and_covers_nothing() {
        age("coverage_window", 30);
        assertThat(coverage.changes().silent(SILENT)).containsExactly(CoverageReportBuilder.POSTS);

        coverage.apply(proven(60));

        assertThat(coverage.changes().silent(SILENT)).isEmpty();
        assertThat(answer().liveTo()).isEqualTo(20);
        assertThat(answer().liveProvenTo()).isEqualTo(60);
        assertThat(Objects.requireNonNull(answer().liveAge())).isLessThan(10);
        assertThat(coverage.gaps()).containsExactly(Range.of(0, 10), Range.of(20, 100));
        coverage.settle();
        assertThat(coverage.gaps()).contains(Range.of(20, 100));
    }

    @Test
    void a_window_whose_connection_was_heard_of_reports_and_no_plan_follows() {
        age("coverage_window", 30);
        coverage.apply(proven(25));
        coverage.apply(CoverageReportBuilder.live("w", 10, 30));

        assertThat(coverage.changes().take(List.of(), 10)).isEmpty();
    }

    @Test
    void a_connection_that_was_silent_and_is_heard_of_again_has_its_streams_planned() {
        coverage.apply(proven(25));
        age("connection_liveness", 6);
        coverage.apply(proven(26));

        assertThat(coverage.changes().take(List.of(), 10)).isNotEmpty();
    }

    /** kill -9 costs the seconds since the last proof, and not those since the window's last report. */
    @Test
    void the_last_proof_of_a_silent_connection_is_claimed_and_its_window_stays_silent() {
        coverage.apply(proven(60));
        age("coverage_window", 30);
        age("connection_liveness", 11);
        coverage.settle();

        assertThat(coverage.gaps()).containsExactly(Range.of(0, 10), Range.of(60, 100));
        assertThat(answer().liveTo()).isEqualTo(60);
        assertThat(Objects.requireNonNull(answer().liveAge())).isGreaterThan(10);
        assertThat(coverage.changes().silent(SILENT)).containsExactly(CoverageReportBuilder.POSTS);
    }

    @Test
    void what_it_claims_is_held_when_the_records_that_the_proof_stands_on_are_decided() {
        coverage.apply(proven(60, new RecordSpan(0, 3, 9)));
        age("connection_liveness", 11);
        coverage.settle();
        coverage.promote();
        assertThat(coverage.gaps()).containsExactly(Range.of(0, 10), Range.of(60, 100));
        assertThat(coverage.held()).containsExactly(Range.of(10, 20));

        coverage.decide(IngestPath.LIVE, 0, 0, 9);
        coverage.promote();
        assertThat(coverage.held()).containsExactly(Range.of(10, 60));
    }

    @Test
    void a_proof_of_a_writer_that_lost_the_window_or_of_one_that_is_closed_claims_nothing() {
        coverage.apply(proven(0, 60));
        age("connection_liveness", 11);
        coverage.settle();
        assertThat(coverage.gaps()).contains(Range.of(20, 100));

        coverage.apply(proven(70));
        coverage.apply(CoverageReportBuilder.live("w", 10, 30).closed());
        age("connection_liveness", 11);
        coverage.settle();
        assertThat(coverage.gaps()).contains(Range.of(30, 100));
    }

    /** What was taken back since the proof was sent is not claimed by it. */
    @Test
    void a_cut_holds_against_a_proof_that_was_sent_before_it() {
        coverage.apply(proven(60));
        coverage.doubt(15, 40);
        age("connection_liveness", 11);
        coverage.settle();

        assertThat(coverage.gaps()).containsExactly(Range.of(0, 10), Range.of(15, 40), Range.of(60, 100));
    }
}
