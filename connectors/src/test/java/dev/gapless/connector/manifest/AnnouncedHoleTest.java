package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveEffect.AdvanceCoverage;
import dev.gapless.connector.LiveEffect.CloseWindow;
import dev.gapless.connector.LiveEffect.OpenWindow;
import dev.gapless.connector.LiveEffect.RetractCoverage;
import dev.gapless.connector.LiveSession;
import dev.gapless.connector.ManifestParser.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A source says that it left out events. */
class AnnouncedHoleTest {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final long LATENESS = 250_000;
    private static final String NUMBERS =
            "holes: [{pointer: /op, equals: missed, stream: entries, from: /from, to: /to}]";
    private static final String TIMES = "holes: [{pointer: /op, equals: missed, stream: notes, from: /from, to: /to}]";
    private static final String UNBOUNDED = "holes: [{when: \"message.op == 'lagged'\"}]";

    @Test
    void of_numbers_a_hole_ends_the_window_and_the_next_number_begins_another() {
        LiveSession session = session(NumberedSocket.DENSE, NUMBERS);
        frame(session, NOON, "{\"op\":\"put\",\"rev\":7}");

        assertThat(frame(session, NOON, "{\"op\":\"missed\",\"from\":8,\"to\":9}"))
                .containsExactly(new CloseWindow("entries"));
        assertThat(frame(session, NOON, "{\"op\":\"put\",\"rev\":10}"))
                .contains(new OpenWindow("entries", 10, Evidence.SEQUENCE_CONTIGUOUS, 0, 10L))
                .noneMatch(CloseWindow.class::isInstance);
    }

    @Test
    void numbers_that_had_been_claimed_are_taken_back() {
        LiveSession session = session(NumberedSocket.DENSE, NUMBERS);
        for (int rev = 3; rev < 8; rev++) {
            frame(session, NOON, "{\"op\":\"put\",\"rev\":%d}".formatted(rev));
        }

        assertThat(frame(session, NOON, "{\"op\":\"missed\",\"from\":5,\"to\":12}"))
                .containsExactly(new CloseWindow("entries"), new RetractCoverage("entries", 5, 8, "announced-hole"));
    }

    @Test
    void of_a_hole_without_bounds_all_that_the_connection_claimed_is_taken_back() {
        LiveSession session = session(NumberedSocket.DENSE, UNBOUNDED);
        for (int rev = 3; rev < 8; rev++) {
            frame(session, NOON, "{\"op\":\"put\",\"rev\":%d}".formatted(rev));
        }

        assertThat(frame(session, NOON, "{\"op\":\"lagged\"}"))
                .containsExactly(new CloseWindow("entries"), new RetractCoverage("entries", 3, 8, "announced-hole"));
    }

    @Test
    void of_times_a_hole_takes_back_from_its_begin_to_the_last_claim() {
        LiveSession session = confirmed(TIMES);
        pong(session, NOON.plusSeconds(10));

        long from = NOON.plusSeconds(3).toEpochMilli();
        List<LiveEffect> effects = frame(
                session,
                NOON.plusSeconds(10),
                "{\"op\":\"missed\",\"from\":%d,\"to\":%d}".formatted(from, from + 1_000));
        assertThat(effects)
                .containsExactly(new RetractCoverage(
                        "notes", from * 1_000, MicrosecondTime.of(NOON.plusSeconds(10)) - LATENESS, "announced-hole"));
        // the connection goes on to claim behind it
        assertThat(pong(session, NOON.plusSeconds(20)))
                .containsExactly(
                        new AdvanceCoverage(null, MicrosecondTime.of(NOON.plusSeconds(20)) - LATENESS, List.of()));
    }

    /** Otherwise a wrong unit would end all claims for good. */
    @Test
    void a_hole_reaches_no_further_than_a_minute_from_now() {
        LiveSession session = confirmed(TIMES);
        pong(session, NOON.plusSeconds(10));

        assertThat(frame(
                        session,
                        NOON.plusSeconds(10),
                        "{\"op\":\"missed\",\"from\":5,\"to\":%d}".formatted(Long.MAX_VALUE / 2_000)))
                .singleElement()
                .isInstanceOfSatisfying(
                        RetractCoverage.class,
                        retraction -> assertThat(retraction.to())
                                .isLessThanOrEqualTo(MicrosecondTime.of(NOON.plusSeconds(71))));
        assertThat(pong(session, NOON.plusSeconds(80))).isNotEmpty();
    }

    /** The clock was measured by a message that was on its way for 200 ms, and the hole is told by a quicker one. */
    @Test
    void a_hole_of_just_now_is_not_cut_by_the_travel_time() {
        LiveSession session = session(NumberedSocket.TIMED, TIMES);
        frame(session, NOON.plusMillis(200), "{\"op\":\"listening\",\"at\":%d}".formatted(NOON.toEpochMilli()));
        Instant from = NOON.plusMillis(9_900);
        Instant to = NOON.plusMillis(9_950);

        assertThat(frame(
                        session,
                        NOON.plusSeconds(10),
                        "{\"op\":\"missed\",\"from\":%d,\"to\":%d}".formatted(from.toEpochMilli(), to.toEpochMilli())))
                .containsExactly(new RetractCoverage(
                        "notes", MicrosecondTime.of(from), MicrosecondTime.of(to.plusMillis(1)), "announced-hole"));
    }

    /** The connection before may have claimed it. */
    @Test
    void a_hole_that_is_told_before_the_confirmation_is_taken_back() {
        LiveSession session = session(NumberedSocket.TIMED, TIMES);
        Instant from = NOON.minusSeconds(5);
        Instant to = NOON.minusSeconds(1);

        assertThat(frame(
                        session,
                        NOON,
                        "{\"op\":\"missed\",\"from\":%d,\"to\":%d}".formatted(from.toEpochMilli(), to.toEpochMilli())))
                .containsExactly(new RetractCoverage(
                        "notes", MicrosecondTime.of(from), MicrosecondTime.of(to.plusMillis(1)), "announced-hole"));
    }

    @Test
    void a_message_may_tell_several_holes_and_be_an_event_too() {
        LiveSession session = confirmed("holes: [{pointer: /gap, equals: a}, {when: \"has(message.gap)\"}]");
        pong(session, NOON.plusSeconds(10));

        assertThat(frame(
                        session,
                        NOON.plusSeconds(10),
                        "{\"op\":\"note\",\"gap\":\"a\",\"id\":\"n\",\"at\":%d}"
                                .formatted(NOON.plusSeconds(10).toEpochMilli())))
                .hasExactlyElementsOfTypes(
                        RetractCoverage.class, RetractCoverage.class, LiveEffect.PublishRecord.class);
    }

    @Test
    void the_unit_of_a_hole_of_numbers_is_a_count() {
        assertThat(ManifestTexts.problems(NumberedSocket.with(
                        NumberedSocket.DENSE, NUMBERS.replace("to: /to", "to: /to, unit: seconds"))))
                .extracting(Problem::path, Problem::rule)
                .containsExactly(org.assertj.core.api.Assertions.tuple(
                        "socket.holes.0.unit", "a count, as the stream's positions"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"op\":\"missed\"}",
                "{\"op\":\"missed\",\"from\":1}",
                "{\"op\":\"missed\",\"from\":1,\"to\":\"x\"}"
            })
    void a_hole_whose_bounds_cannot_be_read_may_be_anywhere(String missed) {
        LiveSession session = confirmed(TIMES);
        pong(session, NOON.plusSeconds(10));

        assertThat(frame(session, NOON.plusSeconds(10), missed))
                .singleElement()
                .isInstanceOfSatisfying(RetractCoverage.class, retraction -> {
                    assertThat(retraction.from()).isEqualTo(MicrosecondTime.of(NOON) + LATENESS);
                    assertThat(retraction.to()).isGreaterThanOrEqualTo(MicrosecondTime.of(NOON.plusSeconds(10)));
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "holes: [{pointer: /op}] | socket.holes.0.equals | required: a text that is not empty, unless when tells the message",
                "holes: [{pointer: /op, equals: m, stream: posts}] | socket.holes.0.stream | a stream of this manifest",
                "holes: [{pointer: /op, equals: m, from: /a, to: /b}] | socket.holes.0.stream | required beside from, to and unit",
                "holes: [{pointer: /op, equals: m, stream: notes, from: /a}] | socket.holes.0.from | from and to, or neither",
                "holes: [{pointer: /op, equals: m, stream: notes, to: /a}] | socket.holes.0.to | from and to, or neither",
                "holes: [{pointer: /op, equals: m, stream: notes, from: /a, to: /b, unit: number}] | socket.holes.0.unit | a unit of time, as the stream's positions",
                "holes: missed | socket.holes | a list of at most 4 sections",
            })
    void every_mistake_is_told(String more, String path, String rule) {
        assertThat(ManifestTexts.problems(NumberedSocket.with(NumberedSocket.TIMED, more)))
                .extracting(Problem::path, Problem::rule)
                .containsExactly(org.assertj.core.api.Assertions.tuple(path, rule));
    }

    private static LiveSession session(String manifest, String more) {
        LiveSession session =
                ManifestTexts.connector(NumberedSocket.with(manifest, more)).session("ann");
        session.opened(NOON);
        return session;
    }

    private static LiveSession confirmed(String more) {
        LiveSession session = session(NumberedSocket.TIMED, more);
        frame(session, NOON, "{\"op\":\"listening\",\"at\":%d}".formatted(NOON.toEpochMilli()));
        return session;
    }

    private static List<LiveEffect> pong(LiveSession session, Instant at) {
        return frame(session, at, "{\"op\":\"pong\",\"at\":%d}".formatted(at.toEpochMilli()));
    }

    private static List<LiveEffect> frame(LiveSession session, Instant at, String text) {
        return session.frame(text.getBytes(StandardCharsets.UTF_8), at);
    }
}
