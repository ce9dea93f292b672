package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.StreamStateResponse;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveEffect.AdvanceCoverage;
import dev.gapless.connector.LiveEffect.CloseWindow;
import dev.gapless.connector.LiveEffect.OpenWindow;
import dev.gapless.connector.LiveEffect.PublishRecord;
import dev.gapless.connector.LiveEffect.ReadState;
import dev.gapless.connector.LiveEffect.Reconnect;
import dev.gapless.connector.LiveEffect.RetractCoverage;
import dev.gapless.connector.LiveEffect.Send;
import dev.gapless.connector.LiveSession;
import dev.gapless.connector.ManifestParser.Problem;
import dev.gapless.connector.StreamSpec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A source that sends each change in the order of numbers that it shares with others. */
class OrderedSessionTest {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final String PLAIN = "{\"op\":\"listen\"}";
    private static final String RESUME =
            "resume: {cursor: /rev, positions: entries, subscribe: '{\"op\":\"listen\",\"from\":\"{cursor}\"}',"
                    + " expired: {pointer: /op, equals: too-old}}";

    private final Connector source = connector("");
    private final LiveSession session = source.session("ann");

    @Test
    void what_lies_between_two_numbers_is_claimed_and_the_last_one_waits_for_a_higher_one() {
        session.opened(NOON);

        assertThat(put(7)).startsWith(open(8, 7), reach(7)).hasSize(3);
        assertThat(put(12)).first().isEqualTo(reach(12));
        assertThat(put(12)).hasExactlyElementsOfTypes(PublishRecord.class);
        assertThat(put(13)).first().isEqualTo(reach(13));
    }

    @Test
    void a_number_that_comes_after_a_higher_one_takes_back_what_lies_between_them() {
        session.opened(NOON);
        put(7);
        put(12);

        assertThat(put(10))
                .startsWith(new CloseWindow("entries"), new RetractCoverage("entries", 10, 12, "late-item"))
                .last()
                .isInstanceOf(PublishRecord.class);
        assertThat(put(15)).startsWith(open(16, 15));
    }

    /** It may have been an item of the number before it, of the next one, or between the two. */
    @Test
    void what_cannot_be_read_ends_the_window_and_the_next_one_begins_behind_the_next_number() {
        session.opened(NOON);
        put(7);

        assertThat(frame("{\"op\":\"unknown\",\"rev\":9}")).contains(new CloseWindow("entries"));
        assertThat(put(7)).hasExactlyElementsOfTypes(PublishRecord.class);
        assertThat(put(12)).startsWith(open(13, 12));
    }

    @Test
    void a_hole_takes_back_what_was_claimed_of_it() {
        LiveSession holes = connector("holes: [{pointer: /op, equals: missed}]").session("ann");
        holes.opened(NOON);
        frame(holes, "{\"op\":\"put\",\"rev\":7}");
        frame(holes, "{\"op\":\"put\",\"rev\":12}");

        assertThat(frame(holes, "{\"op\":\"missed\"}"))
                .containsExactly(
                        new CloseWindow("entries"),
                        new RetractCoverage("entries", 8, 12, CoverageRetraction.ANNOUNCED_HOLE));
    }

    @Test
    void a_connection_that_goes_on_at_a_number_claims_from_it_on() {
        Connector resuming = connector(RESUME);
        LiveSession first = resuming.start("ann", NOON).session();
        first.opened(NOON);
        first.state(state(null), NOON);
        first.delivered("12", NOON);

        LiveSession next = resuming.start("ann", NOON).session();
        assertThat(next.opened(NOON)).containsExactly(new Send("{\"op\":\"listen\",\"from\":\"12\"}"));
        assertThat(frame(next, "{\"op\":\"put\",\"rev\":20}")).startsWith(open(12, 20), reach(20));
    }

    @Test
    void the_first_connection_of_a_process_goes_on_where_the_ledger_says() {
        Connector resuming = connector(RESUME);
        LiveSession first = resuming.start("ann", NOON).session();

        assertThat(first.opened(NOON)).containsExactly(new ReadState("entries"));
        assertThat(frame(first, "{\"op\":\"put\",\"rev\":45}")).isEmpty();
        assertThat(first.state(state(40L), NOON))
                .startsWith(new Send("{\"op\":\"listen\",\"from\":\"40\"}"), open(40, 45), reach(45));
    }

    @Test
    void a_stream_that_no_live_connection_has_claimed_begins_with_the_present() {
        LiveSession first = connector(RESUME).start("ann", NOON).session();
        first.opened(NOON);

        assertThat(first.state(state(null), NOON)).containsExactly(new Send(PLAIN));
    }

    /** It would be asked for again and again. */
    @Test
    void a_number_of_the_ledger_that_the_source_does_not_have_any_more_is_asked_for_once() {
        Connector resuming = connector(RESUME);
        LiveSession first = resuming.start("ann", NOON).session();
        first.opened(NOON);
        first.state(state(40L), NOON);
        assertThat(frame(first, "{\"op\":\"too-old\"}"))
                .containsExactly(new Reconnect("the source does not have the cursor any more", true));

        assertThat(resuming.start("ann", NOON).session().opened(NOON)).containsExactly(new Send(PLAIN));
    }

    /** Each pong is of the oldest ping. A later ping would otherwise seem answered before it was. */
    @Test
    void pongs_of_pings_before_the_ledgers_answer_prove_nothing() {
        String timed = NumberedSocket.with(NumberedSocket.TIMED, "")
                .replace("ping: {by: message, message: '{\"op\":\"ping\"}'}", "ping: {by: protocol}")
                .replaceAll("  pong: .*\n", "");
        int streams = timed.indexOf("streams:\n");
        LiveSession first = ManifestTexts.connector(timed.substring(0, streams)
                                .replace("      note:", "      put: {stream: entries, operation: create}\n      note:")
                                .replace("  ping:", "  " + RESUME + "\n  ping:")
                        + "streams:\n"
                        + manifest("").replaceAll("(?s).*streams:\n", "")
                        + timed.substring(streams + "streams:\n".length()))
                .start("ann", NOON)
                .session();
        first.opened(NOON);
        first.tick(NOON);
        first.state(state(null), NOON);
        frame(first, "{\"op\":\"listening\",\"at\":%d}".formatted(NOON.toEpochMilli()));
        first.tick(NOON.plusSeconds(2));

        assertThat(first.alive(NOON.plusSeconds(3))).isEmpty();
        assertThat(first.alive(NOON.plusSeconds(3))).isNotEmpty();
    }

    /** Otherwise the status would tell a quiet stream as one that no connection covers. */
    @Test
    void a_stream_that_its_connection_cannot_prove_up_to_the_present_is_carried_and_not_proven() {
        String dense = NumberedSocket.with(NumberedSocket.DENSE, "");
        List<StreamSpec> streams = List.of(
                entries(ManifestTexts.connector(dense)),
                entries(source),
                entries(ManifestTexts.connector(dense.replace("    dense: true\n", ""))));

        assertThat(streams).allMatch(StreamSpec::live);
        assertThat(streams).extracting(StreamSpec::proven).containsExactly(true, false, false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ordered: true | `dense: true\n    ordered: true` | streams.entries.ordered | not beside dense",
                "ordered: true | dense: true | socket.resume.positions | a stream with ordered: true, whose positions are numbers",
                "position: /rev} | position: /rev, position-unit: hex} | socket.resume.positions | a stream with ordered: true, whose positions are numbers",
                "positions: entries | positions: others | socket.resume.positions | a stream with ordered: true, whose positions are numbers",
                "` expired: {pointer: /op, equals: too-old}}` | ` keep: 1m}` | socket.resume.positions | only beside subscribe and expired",
            })
    void every_mistake_is_told(String text, String instead, String path, String rule) {
        String manifest = manifest(RESUME);
        assertThat(manifest).contains(text);

        assertThat(ManifestTexts.problems(manifest.replace(text, instead)))
                .anySatisfy(problem ->
                        assertThat(List.of(problem.path(), problem.rule())).containsExactly(path, rule));
    }

    @Test
    void times_have_no_order_of_numbers() {
        assertThat(ManifestTexts.problems(NumberedSocket.with(NumberedSocket.TIMED, "")
                        .replace("    settle: 1s\n", "    settle: 1s\n    ordered: true\n")))
                .extracting(Problem::path, Problem::rule)
                .containsExactly(tuple("streams.notes.ordered", "only where the domain is sequence"));
    }

    private static StreamSpec entries(Connector connector) {
        return Objects.requireNonNull(connector.spec().streams().get("entries"));
    }

    private static Connector connector(String more) {
        return ManifestTexts.connector(manifest(more));
    }

    private static String manifest(String more) {
        return NumberedSocket.with(NumberedSocket.DENSE, more).replace("dense: true", "ordered: true");
    }

    private List<LiveEffect> put(long number) {
        return frame("{\"op\":\"put\",\"rev\":%d}".formatted(number));
    }

    private List<LiveEffect> frame(String text) {
        return frame(session, text);
    }

    private static List<LiveEffect> frame(LiveSession session, String text) {
        return session.frame(text.getBytes(StandardCharsets.UTF_8), NOON);
    }

    private static LiveEffect open(long from, long frontier) {
        return new OpenWindow("entries", from, Evidence.HEARTBEAT_ATTESTED, 0, frontier);
    }

    private static LiveEffect reach(long to) {
        return new AdvanceCoverage("entries", to, List.of());
    }

    private static StreamStateResponse state(@Nullable Long liveEnd) {
        return new StreamStateResponse(StreamId.parse("ledger/ann/entries"), 0, null, List.of(), true, liveEnd);
    }
}
