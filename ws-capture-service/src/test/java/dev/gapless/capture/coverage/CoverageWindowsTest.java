package dev.gapless.capture.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.capture.delivery.CapturePublisher;
import dev.gapless.capture.fakes.PlainSource;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.kafka.SendCallback;
import dev.gapless.common.message.Anchor;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.OffsetVector;
import dev.gapless.common.message.RecordPlace;
import dev.gapless.common.message.RecordSpan;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.StreamSpec;
import dev.gapless.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CoverageWindowsTest {

    private static final StreamSpec POSTS =
            Objects.requireNonNull(PlainSource.revision("1").spec().streams().get("posts"));
    private static final Anchor NINE = new Anchor(9, "nine");

    private final FakeClock clock = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final Reported outbox = new Reported();
    private final CoverageWindows windows = new CoverageWindows(
            "connection-1", name -> new StreamId("plain", "ann", name), 3, outbox, clock, stream -> null);

    @Test
    void a_window_that_grew_is_told_and_one_that_did_not_is_left() {
        open(5, null);
        reach(9);

        windows.reportDue();
        windows.reportDue();

        assertThat(outbox.reports).extracting(CoverageReport::to).containsExactly(5L, 9L);
    }

    @Test
    void a_window_that_does_not_grow_says_that_it_is_there_at_least_every_four_seconds() {
        open(5, null);
        for (int look = 0; look < 3; look++) {
            clock.advance(Duration.ofSeconds(2));
            windows.reportDue();
        }

        assertThat(outbox.reports).hasSize(2);
    }

    @Test
    void a_lower_claim_is_none_and_a_closed_window_does_not_grow() throws InterruptedException {
        open(5, null);
        reach(9);
        reach(7);

        windows.close(Duration.ofSeconds(1));
        reach(20);
        windows.reportDue();

        assertThat(outbox.reports.getLast().to()).isEqualTo(9);
        assertThat(outbox.reports.getLast().open()).isFalse();
    }

    @Test
    void fingerprints_are_told_until_they_have_arrived_and_the_frontier_follows_the_claim() {
        open(5, 6L);
        outbox.fails = true;
        windows.reach(new LiveEffect.AdvanceCoverage("posts", 10, List.of(NINE)), OffsetVector.EMPTY);
        windows.reportDue();
        outbox.fails = false;

        windows.reportDue();
        clock.advance(Duration.ofSeconds(4));
        windows.reportDue();

        assertThat(outbox.reports.subList(1, 4))
                .extracting(CoverageReport::anchors)
                .containsExactly(List.of(NINE), List.of(NINE), List.of());
        assertThat(outbox.reports.getLast().frontier()).isEqualTo(10);
    }

    @Test
    void a_claim_for_all_streams_reaches_all_and_one_for_an_unknown_stream_none() {
        open(5, null);

        windows.reach(new LiveEffect.AdvanceCoverage("likes", 8, List.of()), OffsetVector.EMPTY);
        windows.reportDue();
        windows.reach(new LiveEffect.AdvanceCoverage(null, 9, List.of()), OffsetVector.EMPTY);
        windows.reportDue();

        assertThat(outbox.reports).extracting(CoverageReport::to).containsExactly(5L, 9L);
    }

    @Test
    void a_second_window_of_a_stream_closes_the_first() {
        open(5, null);
        open(7, null);

        assertThat(outbox.reports).extracting(CoverageReport::open).containsExactly(true, false, true);
        assertThat(outbox.reports).extracting(CoverageReport::windowId).satisfies(ids -> {
            assertThat(ids.get(0)).isEqualTo(ids.get(1)).isNotEqualTo(ids.get(2));
        });
    }

    @Test
    void a_retracted_range_is_taken_back_behind_the_windows_last_word_and_a_new_window_begins_after_it() {
        open(5, null);
        reach(9);

        windows.retract(new LiveEffect.RetractCoverage("posts", 6, 9, "late-item"));
        reach(12);
        windows.reportDue();

        assertThat(outbox.sent)
                .containsExactly("[5,5) open", "[5,9) closed", "retraction [6,9)", "[9,9) open", "[9,12) open");
    }

    @Test
    void a_retraction_that_did_not_arrive_is_told_again() {
        open(5, null);
        reach(9);
        outbox.fails = true;
        windows.retract(new LiveEffect.RetractCoverage("posts", 6, 9, "late-item"));
        outbox.fails = false;

        windows.reportDue();
        windows.reportDue();

        assertThat(outbox.sent.stream().filter("retraction [6,9)"::equals)).hasSize(2);
    }

    @Test
    void a_report_names_the_records_that_its_range_stands_on() {
        open(5, null);
        OffsetVector first = OffsetVector.EMPTY.with(new RecordPlace(2, 40));
        windows.reach(new LiveEffect.AdvanceCoverage(null, 9, List.of()), first);
        windows.reportDue();
        OffsetVector both = first.with(new RecordPlace(2, 44)).with(new RecordPlace(0, 7));
        windows.reach(new LiveEffect.AdvanceCoverage(null, 12, List.of()), both);
        windows.reportDue();

        assertThat(outbox.reports)
                .extracting(CoverageReport::records)
                .containsExactly(
                        List.of(),
                        List.of(new RecordSpan(2, 40, 41)),
                        List.of(new RecordSpan(0, 7, 8), new RecordSpan(2, 40, 45)));
    }

    /** What the window before it stood on is no part of it, but decided it must be: a claim may be late. */
    @Test
    void a_window_behind_a_retraction_stands_on_the_records_before_the_retraction_too() {
        open(5, null);
        OffsetVector first = OffsetVector.EMPTY.with(new RecordPlace(2, 40));
        windows.reach(new LiveEffect.AdvanceCoverage(null, 9, List.of()), first);
        windows.retract(new LiveEffect.RetractCoverage("posts", 6, 8, "late-item"));
        windows.reach(new LiveEffect.AdvanceCoverage(null, 12, List.of()), first.with(new RecordPlace(2, 44)));
        windows.reportDue();

        assertThat(outbox.reports.getLast().records()).containsExactly(new RecordSpan(2, 40, 45));
    }

    private void open(long from, @Nullable Long frontier) {
        windows.open(POSTS, new LiveEffect.OpenWindow("posts", from, Evidence.HEARTBEAT_ATTESTED, 0, frontier));
    }

    private void reach(long to) {
        windows.reach(new LiveEffect.AdvanceCoverage(null, to, List.of()), OffsetVector.EMPTY);
    }

    private static final class Reported implements CapturePublisher {

        private final List<CoverageReport> reports = new ArrayList<>();
        private final List<String> sent = new ArrayList<>();
        private boolean fails;

        @Override
        public void captured(CapturedRecord item, SendCallback done) {
            throw new AssertionError("windows send no items");
        }

        @Override
        public void deadLetter(String source, DeadLetter letter, Consumer<@Nullable Exception> done) {
            throw new AssertionError("windows send no dead letters");
        }

        @Override
        public void coverage(CoverageReport report, Consumer<@Nullable Exception> done) {
            reports.add(report);
            sent.add("[%d,%d) %s".formatted(report.from(), report.to(), report.open() ? "open" : "closed"));
            done.accept(fails ? new IllegalStateException("not delivered") : null);
        }

        @Override
        public void retract(CoverageRetraction retraction, Consumer<@Nullable Exception> done) {
            sent.add("retraction " + retraction.range());
            done.accept(fails ? new IllegalStateException("not delivered") : null);
        }
    }
}
