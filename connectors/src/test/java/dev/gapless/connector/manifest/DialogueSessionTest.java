package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveEffect.Send;
import dev.gapless.connector.LiveSession;
import dev.gapless.connector.ManifestParser.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said and awaited before the subscription. */
class DialogueSessionTest {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final String SUBSCRIBE = "  subscribe: '{\"action\"";
    private static final String CONFIRMED = "{\"type\":\"subscribed\",\"streams\":[\"likes\"],\"server_time\":%d}"
            .formatted(NOON.getEpochSecond() * 1_000_000);

    private static final String THREE_STEPS = """
              dialogue:
                - await: {pointer: /type, equals: hello}
                - send: '{"action":"enter","room":"{account}"}'
                - send: '{"action":"options"}'
                  await: {when: "message.id == 7 && message.error == null"}
            """;

    @Test
    void steps_are_done_in_their_order_and_then_the_subscription_is_sent() {
        LiveSession session = session(THREE_STEPS);

        assertThat(session.opened(NOON)).isEmpty();
        assertThat(frame(session, "{\"type\":\"hello\"}"))
                .containsExactly(
                        new Send("{\"action\":\"enter\",\"room\":\"acc-0001\"}"), new Send("{\"action\":\"options\"}"));
        List<LiveEffect> subscribed = frame(session, "{\"id\":7,\"error\":null}");
        assertThat(subscribed).singleElement().asString().contains("subscribe");
        assertThat(frame(session, CONFIRMED)).anyMatch(LiveEffect.OpenWindow.class::isInstance);
    }

    /** It would open windows although nothing was subscribed to. */
    @Test
    void a_confirmation_before_the_dialogue_has_ended_opens_nothing() {
        LiveSession session = session(THREE_STEPS);
        session.opened(NOON);

        assertThat(frame(session, CONFIRMED)).noneMatch(LiveEffect.OpenWindow.class::isInstance);
    }

    @Test
    void a_refusal_in_the_dialogue_begins_anew() {
        LiveSession session = session(THREE_STEPS);
        session.opened(NOON);

        assertThat(frame(session, "{\"type\":\"error\"}"))
                .containsExactly(new LiveEffect.Reconnect("the source refused the dialogue", false));
    }

    @Test
    void a_dialogue_that_is_not_answered_ends_at_the_silence_limit() {
        LiveSession session = session(THREE_STEPS);
        session.opened(NOON);

        assertThat(session.tick(NOON.plusSeconds(3))).isEmpty();
        assertThat(session.tick(NOON.plusSeconds(5)))
                .containsExactly(new LiveEffect.Reconnect(
                        "the dialogue before the subscription was not answered in time", false));
    }

    @Test
    void a_dialogue_of_sends_alone_needs_no_answer() {
        assertThat(session("  dialogue: [{send: '{\"a\":1}'}]\n").opened(NOON))
                .hasSize(2)
                .first()
                .isEqualTo(new Send("{\"a\":1}"));
    }

    @Test
    void every_mistake_of_a_dialogue_is_told() {
        assertThat(problems("  dialogue: [{}]\n"))
                .extracting(Problem::path, Problem::rule)
                .containsExactly(tuple("socket.dialogue.0.send", "send, await, or both"));
        assertThat(problems("  dialogue: hello\n")).extracting(Problem::path).containsExactly("socket.dialogue");
        assertThat(problems("  dialogue: [hello]\n")).extracting(Problem::path).containsExactly("socket.dialogue");
        assertThat(problems("  dialogue: [{send: '{}', wait: 1}]\n"))
                .extracting(Problem::path, Problem::rule)
                .containsExactly(tuple("socket.dialogue.0.wait", "unknown key"));
        assertThat(problems("  dialogue: [{send: 'hello {'}]\n"))
                .extracting(Problem::path)
                .containsExactly("socket.dialogue.0.send");
        assertThat(problems("  dialogue: [" + "{send: '{}'}, ".repeat(8) + "{send: '{}'}]\n"))
                .extracting(Problem::rule)
                .containsExactly("a list of at most 8 sections");
    }

    private static List<Problem> problems(String dialogue) {
        return ManifestTexts.problems(manifest(dialogue));
    }

    private static LiveSession session(String dialogue) {
        return ManifestTexts.connector(manifest(dialogue)).session("acc-0001");
    }

    private static String manifest(String dialogue) {
        assertThat(ManifestTexts.sandbox()).contains(SUBSCRIBE);
        return ManifestTexts.sandbox().replace(SUBSCRIBE, dialogue + SUBSCRIBE);
    }

    private static List<LiveEffect> frame(LiveSession session, String text) {
        return session.frame(text.getBytes(StandardCharsets.UTF_8), NOON);
    }
}
