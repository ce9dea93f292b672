package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.secret.Secret;
import dev.gapless.connector.Connector;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveEffect.AdvanceCoverage;
import dev.gapless.connector.LiveEffect.OpenWindow;
import dev.gapless.connector.LiveEffect.PublishRecord;
import dev.gapless.connector.LiveEffect.Reconnect;
import dev.gapless.connector.LiveEffect.RetractCoverage;
import dev.gapless.connector.LiveEffect.SaveCursor;
import dev.gapless.connector.LiveEffect.Send;
import dev.gapless.connector.LiveSession;
import dev.gapless.connector.LiveStart;
import dev.gapless.connector.ManifestParser.Problem;
import dev.gapless.connector.session.AuthenticatedSession;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that goes on where the last one ended. */
class ResumedSessionTest {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final String IN_ADDRESS = "resume: {cursor: /rev, parameter: after, keep: 1m}";
    private static final String IN_SUBSCRIPTION =
            "resume: {cursor: /token, subscribe: '{\"op\":\"listen\",\"after\":\"{cursor}\"}',"
                    + " expired: {pointer: /op, equals: too-old}}";
    private static final String NUMBER =
            "resume: {cursor: /token, subscribe: '{\"op\":\"listen\",\"after\":{cursor}}'}";

    private Instant now = NOON;

    @Test
    void a_cursor_is_used_once_all_that_it_stands_for_is_in_kafka() {
        Connector ledger = ledger(IN_ADDRESS);
        LiveSession first = begun(ledger);

        List<LiveEffect> effects = frame(first, "{\"op\":\"put\",\"rev\":7}");
        assertThat(effects).endsWith(new SaveCursor("7", now));
        assertThat(effects.indexOf(new SaveCursor("7", now)))
                .isGreaterThan(effects.indexOf(effects.stream()
                        .filter(PublishRecord.class::isInstance)
                        .findFirst()
                        .orElseThrow()));
        assertThat(ledger.start("ann", now).url()).isEqualTo("wss://ledger.example/ann");

        first.delivered("7", now);
        assertThat(ledger.start("ann", now).url()).isEqualTo("wss://ledger.example/ann?after=7");
        assertThat(ledger.start("bob", now).url()).isEqualTo("wss://ledger.example/bob");
    }

    @Test
    void an_address_keeps_its_parameters_and_a_cursor_is_encoded() {
        String manifest = NumberedSocket.with(NumberedSocket.DENSE, "resume: {cursor: /token, parameter: after}")
                .replace("wss://ledger.example/{account}", "wss://ledger.example/?who={account}");
        Connector ledger = ManifestTexts.connector(manifest);
        begun(ledger).delivered("a&b c", now);

        assertThat(ledger.start("ann", now).url()).isEqualTo("wss://ledger.example/?who=ann&after=a%26b%20c");
    }

    @Test
    void a_subscription_carries_the_cursor_as_json_and_the_first_one_has_none() {
        Connector ledger = ledger(IN_SUBSCRIPTION);
        LiveStart start = ledger.start("ann", now);
        assertThat(start.session().opened(now)).containsExactly(new Send("{\"op\":\"listen\"}"));
        start.session().delivered("a\"b", now);

        LiveStart again = ledger.start("ann", now);
        assertThat(again.url()).isEqualTo("wss://ledger.example/ann");
        assertThat(again.session().opened(now)).containsExactly(new Send("{\"op\":\"listen\",\"after\":\"a\\\"b\"}"));
    }

    /** It would make the subscription something else than JSON. */
    @ParameterizedTest
    @ValueSource(strings = {"\"x\"", "\"1,2\"", "\"007\"", "-1", "1.5", "null", "{}", "true"})
    void where_a_number_is_wanted_no_other_cursor_is_kept(String token) {
        LiveSession session = begun(ledger(NUMBER));

        assertThat(frame(session, "{\"op\":\"hello\",\"token\":%s}".formatted(token)))
                .noneMatch(SaveCursor.class::isInstance);
        assertThat(frame(session, "{\"op\":\"hello\",\"token\":12}")).containsExactly(new SaveCursor("12", now));
        assertThat(frame(session, "{\"op\":\"hello\",\"token\":\"13\"}")).containsExactly(new SaveCursor("13", now));
    }

    @Test
    void a_cursor_that_the_source_does_not_have_any_more_is_forgotten() {
        Connector ledger = ledger(IN_SUBSCRIPTION);
        LiveSession fresh = begun(ledger);
        assertThat(frame(fresh, "{\"op\":\"too-old\"}")).noneMatch(Reconnect.class::isInstance);
        fresh.delivered("x", now);

        assertThat(frame(begun(ledger), "{\"op\":\"too-old\"}"))
                .containsExactly(new Reconnect("the source does not have the cursor any more", true));
        assertThat(ledger.start("ann", now).session().opened(now)).containsExactly(new Send("{\"op\":\"listen\"}"));
    }

    /** Otherwise nothing would come on that connection for ever. */
    @Test
    void a_connection_that_has_become_too_slow_begins_anew() {
        LiveSession fresh = begun(ledger(IN_SUBSCRIPTION));
        frame(fresh, "{\"op\":\"put\",\"rev\":7,\"token\":\"a\"}");

        assertThat(frame(fresh, "{\"op\":\"too-old\"}"))
                .containsExactly(new Reconnect("the source does not have the cursor any more", true));
    }

    @ParameterizedTest
    @CsvSource({
        "400, true",
        "410, true",
        "422, true",
        "401, false",
        "403, false",
        "429, false",
        "500, false",
        "503, false"
    })
    void a_handshake_that_is_refused_for_what_was_asked_forgets_the_cursor(int status, boolean forgotten) {
        Connector ledger = ledger(IN_ADDRESS);
        begun(ledger).delivered("7", now);

        ledger.start("ann", now).session().refused(status);

        assertThat(ledger.start("ann", now).url().contains("after=")).isNotEqualTo(forgotten);
    }

    /** A source that only hangs up would otherwise be asked in the same way for ever. */
    @Test
    void a_cursor_that_brings_nothing_new_is_used_three_times() {
        Connector ledger = ledger(IN_ADDRESS);
        begun(ledger).delivered("7", now);
        for (int i = 0; i < 3; i++) {
            assertThat(ledger.start("ann", now).url()).contains("after=7");
            begun(ledger).delivered("7", now);
        }
        assertThat(ledger.start("ann", now).url()).doesNotContain("after=");

        begun(ledger).delivered("8", now);
        assertThat(ledger.start("ann", now).url()).contains("after=8");
    }

    @Test
    void an_old_cursor_is_not_used() {
        Connector ledger = ledger(IN_ADDRESS);
        begun(ledger).delivered("7", now);

        assertThat(ledger.start("ann", now.plusSeconds(60)).url()).contains("after=7");
        assertThat(ledger.start("ann", now.plusSeconds(61)).url()).doesNotContain("after=");
    }

    @Test
    void windows_of_numbers_meet_where_the_next_connection_goes_on() {
        Connector ledger = ledger(IN_ADDRESS);
        LiveSession first = begun(ledger);
        frame(first, "{\"op\":\"put\",\"rev\":7}");
        first.delivered("7", now);

        List<LiveEffect> next = frame(begun(ledger), "{\"op\":\"put\",\"rev\":8}");
        assertThat(next)
                .contains(new OpenWindow("entries", 8, Evidence.SEQUENCE_CONTIGUOUS, 0, 8L))
                .contains(new AdvanceCoverage("entries", 9, List.of()));
    }

    /** Old events come on a connection that goes on, and say nothing against what was claimed before it. */
    @Test
    void what_is_repeated_claims_nothing_and_takes_nothing_back() {
        Connector notes = ManifestTexts.connector(
                NumberedSocket.with(NumberedSocket.TIMED, "resume: {cursor: /seq, parameter: after}"));
        begun(notes).delivered("7", now);
        LiveSession session = begun(notes);
        frame(session, "{\"op\":\"listening\",\"at\":%d}".formatted(now.toEpochMilli()));
        now = NOON.plusSeconds(30);
        // it has overtaken what is sent again
        assertThat(pong(session)).noneMatch(AdvanceCoverage.class::isInstance);

        assertThat(frame(session, note("a", NOON.minusSeconds(20)))).hasExactlyElementsOfTypes(PublishRecord.class);
        // it is new, but has waited behind the old ones, as others may
        assertThat(frame(session, note("n", NOON.plusSeconds(2)))).hasExactlyElementsOfTypes(PublishRecord.class);
        assertThat(pong(session)).noneMatch(AdvanceCoverage.class::isInstance);
        assertThat(frame(session, note("b", now)))
                .anyMatch(AdvanceCoverage.class::isInstance)
                .last()
                .isInstanceOf(PublishRecord.class);
        // from then on an old event is a late one
        assertThat(frame(session, note("c", NOON.minusSeconds(10)))).last().isInstanceOf(RetractCoverage.class);
    }

    /** Otherwise a source with much to send again would be taken for a silent one. */
    @Test
    void a_stream_whose_old_events_come_is_not_silent() {
        Connector notes = ManifestTexts.connector(
                NumberedSocket.with(NumberedSocket.TIMED, "resume: {cursor: /seq, parameter: after}"));
        LiveSession first = begun(notes);
        frame(first, "{\"op\":\"listening\",\"at\":%d}".formatted(now.toEpochMilli()));
        for (int i = 0; i < 30; i++) {
            now = now.plusSeconds(1);
            frame(first, note("n" + i, now));
        }
        first.delivered("7", now);
        LiveSession session = begun(notes);
        frame(session, "{\"op\":\"listening\",\"at\":%d}".formatted(now.toEpochMilli()));

        for (int i = 0; i < 60; i++) {
            now = now.plusSeconds(1);
            pong(session);
            frame(session, note("o" + i, NOON.minusSeconds(100 - i)));
            assertThat(session.tick(now)).hasExactlyElementsOfTypes(Send.class);
        }
    }

    /** Such a stream would claim nothing for as long as its connections go on where others ended. */
    @Test
    void a_connection_without_an_event_of_the_present_begins_anew_without_the_cursor() {
        Connector notes = ManifestTexts.connector(
                NumberedSocket.with(NumberedSocket.TIMED, "resume: {cursor: /seq, parameter: after, keep: 1m}"));
        begun(notes).delivered("7", now);
        LiveSession session = begun(notes);
        frame(session, "{\"op\":\"listening\",\"at\":%d}".formatted(now.toEpochMilli()));
        now = NOON.plusSeconds(60);
        session.delivered("8", now);
        assertThat(session.tick(now)).noneMatch(Reconnect.class::isInstance);

        now = NOON.plusSeconds(61);
        assertThat(session.tick(now)).contains(new Reconnect("no event of the present came after the cursor", true));
        session.delivered("9", now);
        assertThat(notes.start("ann", now).url()).doesNotContain("after=");
    }

    /** The cursor is the source's text, and would show it what it must not see. */
    @Test
    void a_cursor_shows_no_credential() {
        Connector ledger = ledger(IN_SUBSCRIPTION);
        begun(ledger).delivered("{credential.secret}", now);

        assertThat(new AuthenticatedSession(ledger.start("ann", now).session(), Secret.of("{\"secret\":\"unseen\"}"))
                        .opened(now))
                .containsExactly(new Send("{\"op\":\"listen\",\"after\":\"\\u007bcredential.secret}\"}"));
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 503, 0})
    void a_cursor_that_opens_no_connection_is_tried_three_times(int status) {
        Connector ledger = ledger(IN_ADDRESS);
        begun(ledger).delivered("7", now);
        for (int i = 0; i < 3; i++) {
            LiveStart start = ledger.start("ann", now);
            assertThat(start.url()).contains("after=7");
            if (status == 0) {
                start.session().unanswered();
            } else {
                start.session().refused(status);
            }
        }

        assertThat(ledger.start("ann", now).url()).doesNotContain("after=");
    }

    @Test
    void a_parameter_that_shows_the_credential_is_refused() {
        String manifest = NumberedSocket.with(NumberedSocket.DENSE, IN_ADDRESS)
                .replace("source: ledger\n", "source: ledger\nauthentication: {query: after}\n");

        assertThat(ManifestTexts.problems(manifest))
                .extracting(Problem::path, Problem::rule)
                .containsExactly(tuple("socket.resume.parameter", "a parameter that authentication does not set"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "resume: {parameter: after} | socket.resume.cursor | required: a JSON pointer (RFC 6901)",
                "resume: {cursor: '', parameter: after} | socket.resume.cursor | a pointer to a member of the message",
                "resume: {cursor: /rev} | socket.resume.parameter | parameter or subscribe, and not both",
                "resume: {cursor: /rev, parameter: after, subscribe: '{\"a\":{cursor}}'} | socket.resume.parameter | parameter or subscribe, and not both",
                "resume: {cursor: /rev, parameter: 'a b'} | socket.resume.parameter | the name of a query parameter",
                "resume: {cursor: /rev, subscribe: '{\"a\":1}'} | socket.resume.subscribe | JSON with {cursor} in it, as a number or inside of a text",
                "resume: {cursor: /rev, subscribe: '{\"a\":{cursor}'} | socket.resume.subscribe | JSON with {cursor} in it, as a number or inside of a text",
                "resume: {cursor: /rev, subscribe: '{\"a\":\"{credential.{cursor}}\"}'} | socket.resume.subscribe | JSON with {cursor} in it, as a number or inside of a text",
                "resume: {cursor: /rev, parameter: after, keep: 2d} | socket.resume.keep | a time from 1s to 1d",
                "resume: {cursor: /rev, parameter: after, expired: {pointer: /op}} | socket.resume.expired.equals | required: a text that is not empty, unless when tells the message",
            })
    void every_mistake_is_told(String more, String path, String rule) {
        assertThat(ManifestTexts.problems(NumberedSocket.with(NumberedSocket.DENSE, more)))
                .extracting(Problem::path)
                .containsExactly(path);
        assertThat(ManifestTexts.problems(NumberedSocket.with(NumberedSocket.DENSE, more)))
                .extracting(Problem::rule)
                .singleElement()
                .asString()
                .startsWith(rule);
    }

    @Test
    void a_parameter_that_the_address_has_already_is_refused() {
        String manifest = NumberedSocket.with(NumberedSocket.DENSE, IN_ADDRESS)
                .replace("wss://ledger.example/{account}", "wss://ledger.example/?after=0");

        assertThat(ManifestTexts.problems(manifest))
                .extracting(Problem::rule)
                .containsExactly("a parameter that socket.url does not have");
    }

    private static Connector ledger(String resume) {
        return ManifestTexts.connector(NumberedSocket.with(NumberedSocket.DENSE, resume));
    }

    private LiveSession begun(Connector connector) {
        LiveSession session = connector.start("ann", now).session();
        session.opened(now);
        return session;
    }

    private List<LiveEffect> pong(LiveSession session) {
        return frame(session, "{\"op\":\"pong\",\"at\":%d}".formatted(now.toEpochMilli()));
    }

    private static String note(String id, Instant at) {
        return "{\"op\":\"note\",\"id\":\"%s\",\"at\":%d}".formatted(id, at.toEpochMilli());
    }

    private List<LiveEffect> frame(LiveSession session, String text) {
        return session.frame(text.getBytes(StandardCharsets.UTF_8), now);
    }
}
