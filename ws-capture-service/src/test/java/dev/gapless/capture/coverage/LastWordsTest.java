package dev.gapless.capture.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

/** What windows say when asked, and at the end; Kafka answers when the test lets it. */
class LastWordsTest {

    private static final StreamSpec POSTS =
            Objects.requireNonNull(PlainSource.revision("1").spec().streams().get("posts"));
    private static final Anchor NINE = new Anchor(9, "nine");
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Slow outbox = new Slow();
    private final CoverageWindows windows = new CoverageWindows(
            "connection-1",
            name -> new StreamId("plain", "ann", name),
            3,
            outbox,
            new FakeClock(Instant.parse("2026-03-01T12:00:00Z")),
            stream -> stream.equals("posts") ? 250L : null);

    @Test
    void a_sighting_names_the_window_that_is_open_and_its_generation() {
        assertThat(windows.provenance("posts")).isEqualTo(new CoverageWindows.WindowRef(null, 0));
        open(5);

        assertThat(windows.connection()).isEqualTo("connection-1");
        assertThat(windows.provenance("posts")).isEqualTo(new CoverageWindows.WindowRef("connection-1:posts:1", 7));
        open(6);
        assertThat(windows.provenance("posts").window()).isEqualTo("connection-1:posts:2");
    }

    @Test
    void what_was_measured_of_lateness_is_told_with_every_report() {
        open(5);

        assertThat(outbox.reports.getLast().latenessMicros()).isEqualTo(250L);
    }

    @Test
    void a_barrier_goes_behind_the_streams_last_word_and_covers_nothing() {
        open(5);
        windows.reach(new LiveEffect.AdvanceCoverage("posts", 9, List.of()), OffsetVector.EMPTY);
        List<Exception> failures = new ArrayList<>();
        String barrier = windows.barrier("posts", failures::add);

        assertThat(outbox.reports).extracting(CoverageReport::to).containsExactly(5L, 9L, 0L);
        assertThat(outbox.reports.getLast().windowId()).isEqualTo(barrier);
        assertThat(outbox.reports.getLast().aspects()).isEmpty();
        outbox.answer(null);
        assertThat(failures).isEmpty();

        windows.barrier("likes", failures::add);
        outbox.answer(new IllegalStateException("not delivered"));
        assertThat(failures).hasSize(1);
    }

    @Test
    void fingerprints_are_kept_when_kafka_has_them_and_not_before() {
        LiveEffect.SaveAnchors anchored = new LiveEffect.SaveAnchors("posts", List.of(NINE));
        assertThat(windows.anchor(anchored, Duration.ZERO)).isTrue();
        assertThat(outbox.reports).isEmpty();
        open(5);

        assertThat(windows.anchor(anchored, Duration.ofMillis(5))).isFalse();
        assertThat(outbox.reports.getLast().anchors()).containsExactly(NINE);
        outbox.atOnce = true;
        assertThat(windows.anchor(anchored, LONG)).isTrue();
        outbox.fails = true;
        assertThat(windows.anchor(anchored, LONG)).isFalse();
    }

    @Test
    void a_retraction_of_nothing_is_none() {
        open(5);
        windows.retract(new LiveEffect.RetractCoverage("posts", 7, 7, "late-item"));

        assertThat(outbox.retractions).isEmpty();
        assertThat(windows.provenance("posts").window()).isEqualTo("connection-1:posts:1");
    }

    @Test
    void closing_returns_when_the_last_words_and_all_retractions_have_arrived() throws InterruptedException {
        open(5);
        windows.reach(new LiveEffect.AdvanceCoverage("posts", 9, List.of()), OffsetVector.EMPTY);
        windows.retract(new LiveEffect.RetractCoverage("posts", 6, 9, "late-item"));
        Thread closing = Thread.ofVirtual().start(this::closeWithPatience);

        await().until(() -> outbox.saidLastWords(2));
        assertThat(closing.join(Duration.ofMillis(50))).isFalse();
        outbox.answer(null);
        assertThat(closing.join(LONG)).isTrue();
        assertThat(outbox.retractions).hasSize(2);
        assertThat(outbox.reports.getLast().open()).isFalse();
        assertThat(windows.provenance("posts").window()).isNull();
    }

    @Test
    void closing_does_not_wait_for_ever() throws InterruptedException {
        open(5);
        windows.close(Duration.ofMillis(5));

        assertThat(windows.provenance("posts").window()).isNull();
    }

    @Test
    void a_last_word_that_fails_is_waited_for_no_longer() throws InterruptedException {
        open(5);
        outbox.atOnce = true;
        outbox.fails = true;
        Thread closing = Thread.ofVirtual().start(this::closeWithPatience);

        assertThat(closing.join(LONG.dividedBy(2))).isTrue();
    }

    private void closeWithPatience() {
        try {
            windows.close(LONG);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void open(long from) {
        windows.open(POSTS, new LiveEffect.OpenWindow("posts", from, Evidence.HEARTBEAT_ATTESTED, 7, null));
    }

    private static final class Slow implements CapturePublisher {

        private final List<CoverageReport> reports = new ArrayList<>();
        private final List<CoverageRetraction> retractions = new ArrayList<>();
        private final List<Consumer<@Nullable Exception>> waiting = new ArrayList<>();
        private boolean atOnce;
        private boolean fails;

        /** @param asMany retractions */
        synchronized boolean saidLastWords(int asMany) {
            return retractions.size() == asMany
                    && !reports.isEmpty()
                    && !reports.getLast().open();
        }

        synchronized void answer(@Nullable Exception failure) {
            waiting.forEach(done -> done.accept(failure));
            waiting.clear();
        }

        private void answerLater(Consumer<@Nullable Exception> done) {
            if (atOnce) {
                done.accept(fails ? new IllegalStateException("not delivered") : null);
            } else {
                waiting.add(done);
            }
        }

        @Override
        public void captured(CapturedRecord item, SendCallback done) {
            throw new AssertionError("windows send no items");
        }

        @Override
        public void deadLetter(String source, DeadLetter letter, Consumer<@Nullable Exception> done) {
            throw new AssertionError("windows send no dead letters");
        }

        @Override
        public synchronized void coverage(CoverageReport report, Consumer<@Nullable Exception> done) {
            reports.add(report);
            answerLater(done);
        }

        @Override
        public synchronized void retract(CoverageRetraction retraction, Consumer<@Nullable Exception> done) {
            retractions.add(retraction);
            answerLater(done);
        }
    }
}
