package dev.gapless.capture.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.capture.delivery.InFlightLimiter;
import dev.gapless.capture.fakes.FakeCapturePublisher;
import dev.gapless.capture.fakes.FakeLink;
import dev.gapless.capture.fakes.ForumManifest;
import dev.gapless.capture.fakes.NoLedger;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.message.RecordLimit;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.connector.Connector;
import dev.gapless.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OversizedItemsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int LIMIT = 1_000;

    private final FakeClock clock = new FakeClock(NOON);
    private final FakeCapturePublisher outbox = new FakeCapturePublisher();
    private final List<String> confirmed = new ArrayList<>();
    private final Connector forum = ForumManifest.at("forum", "ws://127.0.0.1:9/");
    private final CaptureSession session = new CaptureSessionFactory(
                    outbox, new InFlightLimiter(100_000, 100_000), new NoLedger(), Duration.ofSeconds(2), () -> clock)
            .about(new CaptureTarget(forum.spec(), new CaptureAssignment("forum", "ann", List.of("posts"), 1), 3));
    private final CaptureSessionLoop loop = session.begin(
            new FakeLink(),
            new SourceSession(
                    forum.session("ann"), new OversizedItems(forum, "ann", new RecordLimit(LIMIT)), confirmed::add));

    @BeforeEach
    void confirm() throws InterruptedException {
        hear("{\"type\":\"subscribed\",\"server_time\":%d}".formatted(MicrosecondTime.of(NOON)));
        assertThat(confirmed).containsExactly("posts");
        clock.advance(SECOND);
    }

    @Test
    void a_message_that_no_record_takes_is_a_letter_and_its_position_is_left_to_the_paged_path()
            throws InterruptedException {
        long position = MicrosecondTime.of(NOON.plus(SECOND));

        hear(post(position, LIMIT));

        assertThat(outbox.captured()).isEmpty();
        assertThat(outbox.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.stream()).isEqualTo("forum/ann/posts");
            assertThat(letter.rule()).isEqualTo("record-size");
            assertThat(letter.detail()).contains("SHA-256");
            assertThat(letter.value()).hasSize(LIMIT);
        });
        assertThat(outbox.retractions()).singleElement().satisfies(retraction -> {
            assertThat(retraction.range()).isEqualTo(Range.of(position, position + 1));
            assertThat(retraction.cause()).isEqualTo("record-size");
        });
    }

    @Test
    void a_shorter_message_goes_its_way() throws InterruptedException {
        hear(post(MicrosecondTime.of(NOON.plus(SECOND)), 1));

        assertThat(outbox.captured()).hasSize(1);
        assertThat(outbox.deadLetters()).isEmpty();
        assertThat(outbox.retractions()).isEmpty();
    }

    @Test
    void a_position_of_the_future_is_not_retracted_since_the_window_would_stand_still_until_then()
            throws InterruptedException {
        hear(post(MicrosecondTime.of(NOON.plusSeconds(3_600)), LIMIT));

        assertThat(outbox.deadLetters()).hasSize(1);
        assertThat(outbox.retractions()).isEmpty();
    }

    @Test
    void a_message_that_cannot_be_read_and_is_too_long_is_cut() throws InterruptedException {
        hear("x".repeat(5_000));

        assertThat(outbox.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.rule()).isEqualTo("json");
            assertThat(letter.value()).hasSize(LIMIT);
        });
    }

    private void hear(String message) throws InterruptedException {
        session.listener().message(message.getBytes(UTF_8));
        assertThat(loop.turn(Duration.ZERO)).isNull();
    }

    private static String post(long position, int text) {
        return "{\"event_type\":\"post_created\",\"data\":{\"id\":\"p1\",\"updated_at\":%d,\"revision\":1,\"text\":\"%s\"}}"
                .formatted(position, "x".repeat(text));
    }
}
