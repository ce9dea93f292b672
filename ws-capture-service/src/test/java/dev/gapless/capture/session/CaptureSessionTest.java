package dev.gapless.capture.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.capture.connection.CloseReason;
import dev.gapless.capture.delivery.InFlightLimiter;
import dev.gapless.capture.delivery.InFlightPermits;
import dev.gapless.capture.fakes.FakeCapturePublisher;
import dev.gapless.capture.fakes.FakeLink;
import dev.gapless.capture.fakes.PlainSession;
import dev.gapless.capture.fakes.PlainSource;
import dev.gapless.capture.liveness.IdleDetector;
import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.message.RecordLimit;
import dev.gapless.common.message.StreamStateResponse;
import dev.gapless.common.position.StreamId;
import dev.gapless.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CaptureSessionTest {

    private final FakeClock clock = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final FakeCapturePublisher outbox = new FakeCapturePublisher();
    private final FakeLink connection = new FakeLink();
    private final PlainSession session = new PlainSession();
    private final SourceSession source = new SourceSession(
            session, new OversizedItems(PlainSource.revision("1"), "ann", new RecordLimit(1_000_000)), stream -> {});
    private final CountDownLatch answer = new CountDownLatch(1);
    private final CaptureSession captureSession = new CaptureSessionFactory(
                    outbox, new InFlightLimiter(100_000, 5_000), new SlowStates(), Duration.ofSeconds(2), () -> clock)
            .about(new CaptureTarget(
                    PlainSource.revision("1").spec(), new CaptureAssignment("plain", "ann", List.of("posts"), 1), 3));
    private final CompletableFuture<SessionEnd> ending = new CompletableFuture<>();

    @AfterEach
    void end() {
        captureSession.stop();
        await().until(() -> {
            outbox.acknowledgeAll();
            return ending.isDone();
        });
    }

    @Test
    void a_window_opens_at_the_confirmation_and_is_reported_at_once() {
        begin();

        say("open 5");

        CoverageReport report = awaitReport(0);
        assertThat(report.from()).isEqualTo(5);
        assertThat(report.to()).isEqualTo(5);
        assertThat(report.open()).isTrue();
        assertThat(report.epoch()).isEqualTo(3);
        assertThat(connection.sent()).containsExactly("subscribe");
    }

    @Test
    void a_report_is_never_ahead_of_an_unacknowledged_capture() {
        begin();
        say("open 5", "item a", "item b", "claim 9");
        await().until(() -> outbox.captured().size() == 2);

        outbox.acknowledge(1);
        clock.advance(Duration.ofSeconds(3));
        assertThat(awaitReport(1).to()).isEqualTo(5);

        outbox.acknowledge(0);
        clock.advance(Duration.ofSeconds(2));
        await().untilAsserted(() -> assertThat(outbox.reports().getLast().to()).isEqualTo(9));
    }

    @Test
    void an_unreadable_frame_is_kept_and_holds_back_claims_like_a_capture() {
        begin();
        say("open 5", "what?", "claim 9");
        await().until(() -> outbox.deadLetters().size() == 1);
        assertThat(outbox.deadLetters().getFirst().value()).isEqualTo("what?".getBytes(UTF_8));

        clock.advance(Duration.ofSeconds(3));
        assertThat(awaitReport(1).to()).isEqualTo(5);
    }

    /** Otherwise the next connection would go on behind what was lost. */
    @Test
    void a_cursor_counts_once_all_before_it_is_acknowledged_and_never_behind_a_failed_send() {
        begin();
        say("item a", "cursor 1", "item b", "cursor 2", "item c", "cursor 3");
        await().until(() -> outbox.captured().size() == 3);
        assertThat(session.cursors()).isEmpty();

        outbox.acknowledge(0);
        assertThat(session.cursors()).containsExactly("1");
        outbox.fail(0);
        outbox.acknowledge(0);

        assertThat(awaitEnding().cause()).isEqualTo(SessionEnd.Cause.NOT_DELIVERED);
        assertThat(session.cursors()).containsExactly("1");
    }

    @Test
    void a_failed_send_ends_the_windows_before_it_and_the_connection() {
        begin();
        say("open 5", "claim 7", "item a", "claim 9", "item b");
        await().until(() -> outbox.captured().size() == 2);

        outbox.fail(0);
        outbox.acknowledge(0);

        assertThat(awaitEnding().cause()).isEqualTo(SessionEnd.Cause.NOT_DELIVERED);
        assertThat(outbox.reports().getLast().open()).isFalse();
        assertThat(outbox.reports().getLast().to()).isEqualTo(7);
        assertThat(connection.isClosed()).isTrue();
    }

    @Test
    void what_was_sent_before_the_end_may_still_be_acknowledged_and_counts() {
        begin();
        say("open 5", "item a", "claim 9");
        await().until(() -> outbox.captured().size() == 1);

        captureSession.listener().closed(new CloseReason(CloseReason.Cause.DROPPED, "gone"));
        await().until(connection::isClosed);
        outbox.acknowledge(0);

        assertThat(awaitEnding().cause()).isEqualTo(SessionEnd.Cause.DROPPED);
        assertThat(outbox.reports().getLast().to()).isEqualTo(9);
        assertThat(outbox.reports().getLast().open()).isFalse();
    }

    @Test
    void silence_ends_it_at_what_was_proven_and_not_at_the_discovery() {
        begin();
        say("open 5", "claim 7");
        awaitReport(0);

        advanceInSteps(PlainSource.SILENCE.plusMillis(100));

        assertThat(awaitEnding().cause()).isEqualTo(SessionEnd.Cause.SILENT);
        assertThat(outbox.reports().getLast().to()).isEqualTo(7);
        assertThat(outbox.reports().getLast().open()).isFalse();
    }

    @Test
    void pongs_keep_it_alive_but_only_those_that_answer_a_ping_prove_anything() {
        begin();
        say("open 5");
        awaitReport(0);
        clock.advance(PlainSource.HEARTBEAT);
        await().until(() -> connection.pings().size() == 1);

        captureSession.listener().pong(-1);
        captureSession.listener().pong(99);
        say("item a");
        await().until(() -> outbox.captured().size() == 1);
        assertThat(session.timesAlive()).isZero();

        captureSession.listener().pong(1);
        captureSession.listener().pong(1);
        say("item b");
        await().until(() -> outbox.captured().size() == 2);
        assertThat(session.timesAlive()).isEqualTo(1);
        outbox.acknowledge(0);
        outbox.acknowledge(0);
    }

    @Test
    void frames_are_handled_while_the_ledger_is_asked_and_the_question_stands_behind_all_reports() {
        begin();
        say("open 5", "claim 7", "read", "item a");

        await().until(() -> outbox.captured().size() == 1);
        assertThat(session.states()).isZero();
        assertThat(outbox.reports().get(1).to()).isEqualTo(7);
        CoverageReport barrier = outbox.reports().get(2);
        assertThat(barrier.to()).isZero();
        assertThat(barrier.aspects()).isEmpty();
        assertThat(barrier.open()).isFalse();
        assertThat(barrier.windowId()).isNotEqualTo(outbox.reports().get(1).windowId());

        answer.countDown();
        await().until(() -> session.states() == 1);
        outbox.acknowledge(0);
    }

    @Test
    void a_second_question_has_a_barrier_of_its_own() {
        begin();
        say("read", "read");

        await().until(() -> outbox.reports().size() == 2);
        assertThat(outbox.reports().get(0).windowId())
                .isNotEqualTo(outbox.reports().get(1).windowId());
    }

    @Test
    void a_stop_does_not_wait_for_the_ledgers_answer() {
        begin();
        say("open 5", "read");
        awaitReport(2);

        captureSession.stop();

        assertThat(awaitEnding().cause()).isEqualTo(SessionEnd.Cause.STOPPED);
    }

    @Test
    void a_window_that_was_closed_takes_no_claim_that_still_waited() {
        begin();
        say("open 5", "item a", "claim 9", "close");
        await().until(() -> outbox.captured().size() == 1);
        assertThat(awaitReport(1).open()).isFalse();
        outbox.acknowledge(0);

        captureSession.listener().closed(new CloseReason(CloseReason.Cause.DROPPED, "gone"));
        awaitEnding();
        assertThat(outbox.reports()).allMatch(report -> report.to() == 5);
    }

    @Test
    void a_connection_with_too_much_in_flight_stops_reading_until_half_of_it_is_acknowledged() {
        begin();
        say("open 5", "item " + "a".repeat(4_000), "item b" + "b".repeat(2_000));
        await().until(() -> !connection.isReading());
        await().until(() -> outbox.captured().size() == 2);

        int signs = outbox.reports().size();
        for (int sign = 1; sign <= 3; sign++) {
            clock.advance(PlainSource.SILENCE);
            awaitReport(signs + sign - 1);
        }
        assertThat(ending).as("the silence is ours").isNotDone();
        assertThat(connection.pings()).as("what is not read is not asked for").isEmpty();
        assertThat(session.ticks()).isZero();

        outbox.acknowledge(0);
        await().until(connection::isReading);
        advanceInSteps(PlainSource.HEARTBEAT);
        assertThat(connection.pings()).isNotEmpty();
        outbox.acknowledge(0);
    }

    @Test
    void pongs_that_nobody_deals_with_stop_the_reading_like_messages() {
        InFlightPermits load = new InFlightLimiter(100_000, 5_000).begin();
        SessionEventQueue inbox = new SessionEventQueue(
                clock, new IdleDetector(PlainSource.SILENCE, PlainSource.HEARTBEAT, clock.instant()), load);

        for (int pong = 0; pong < 20; pong++) {
            inbox.pong(pong);
        }
        assertThat(load.isPaused()).isTrue();

        inbox.discard();
        assertThat(load.isPaused()).isFalse();
        begin();
    }

    @Test
    void items_of_streams_that_are_not_assigned_are_left() {
        begin();
        say("foreign a", "item b");

        await().until(() -> outbox.captured().size() == 1);
        assertThat(outbox.captured().getFirst().itemId()).isEqualTo("b");
        outbox.acknowledge(0);
    }

    @Test
    void it_is_healthy_when_its_subscription_lived_for_ten_seconds() {
        begin();
        say("open 5");
        awaitReport(0);
        clock.advance(Duration.ofSeconds(10));

        say("later");

        assertThat(awaitEnding()).isEqualTo(new SessionEnd(SessionEnd.Cause.RESTARTED, "wanted", false, true));
    }

    @Test
    void without_a_window_it_is_healthy_after_thirty_seconds() {
        begin();
        await().until(() -> !connection.sent().isEmpty());
        clock.advance(Duration.ofSeconds(29));
        say("again");

        assertThat(awaitEnding()).isEqualTo(new SessionEnd(SessionEnd.Cause.RESTARTED, "wanted", true, false));
    }

    private void begin() {
        Thread.ofVirtual().start(() -> {
            try {
                ending.complete(captureSession.hold(connection, source));
            } catch (InterruptedException | RuntimeException e) {
                ending.completeExceptionally(e);
            }
        });
    }

    private void say(String... messages) {
        for (String message : messages) {
            captureSession.listener().message(message.getBytes(UTF_8));
        }
    }

    private CoverageReport awaitReport(int index) {
        await().until(() -> outbox.reports().size() > index);
        return outbox.reports().get(index);
    }

    private SessionEnd awaitEnding() {
        await().until(ending::isDone);
        return ending.join();
    }

    /** As if the time passed while the conversation runs. */
    private void advanceInSteps(Duration by) {
        Instant end = clock.instant().plus(by);
        while (clock.instant().isBefore(end) && !ending.isDone()) {
            int ticks = session.ticks();
            clock.advance(PlainSource.HEARTBEAT);
            await().pollInterval(Duration.ofMillis(2))
                    .pollDelay(Duration.ZERO)
                    .until(() -> session.ticks() > ticks || ending.isDone());
        }
    }

    /** Answers when the test says so. */
    private final class SlowStates implements StreamStateClient {

        @Override
        public StreamStateResult after(StreamId stream, String windowId) throws InterruptedException {
            answer.await();
            return new StreamStateResult.Known(new StreamStateResponse(stream, 0, null, List.of(), true));
        }

        @Override
        public StreamStateResult fork(StreamId stream, ForkNotice notice) {
            return new StreamStateResult.Unavailable("not here");
        }
    }
}
