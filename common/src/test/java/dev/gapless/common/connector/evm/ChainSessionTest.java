package dev.gapless.common.connector.evm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.connector.LiveEffect;
import dev.gapless.common.message.Anchor;
import dev.gapless.common.message.StreamState;
import dev.gapless.common.position.StreamId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks the node's part by hand: blocks are named by their number and a letter for their branch. */
class ChainSessionTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final StreamId LOGS = new StreamId("evm", "0xabc", "logs");

    private final ChainSession session = new ChainSession("logs", "0xabc");

    @Test
    void a_window_opens_behind_the_head_once_the_chain_was_compared() {
        assertThat(startAt(10, 'a', List.of(new Anchor(9, "9a")))).containsExactly(opened(11, 0));
    }

    @Test
    void a_block_is_claimed_when_its_logs_are_in_even_if_answers_come_in_the_other_order() {
        startAt(10, 'a', List.of());
        int first = id(head(11, 'a', "10a"));
        int second = id(head(12, 'a', "11a"));

        assertThat(logs(second, log(12, 'a', 0))).noneMatch(LiveEffect.Claim.class::isInstance);
        assertThat(logs(first, log(11, 'a', 0)))
                .last()
                .isEqualTo(new LiveEffect.Claim("logs", 13, List.of(new Anchor(11, "11a"), new Anchor(12, "12a"))));
    }

    @Test
    void a_blocks_fingerprint_is_kept_before_its_logs_are() {
        startAt(10, 'a', List.of());
        int asked = id(head(11, 'a', "10a"));

        assertThat(logs(asked, log(11, 'a', 0), log(11, 'a', 1)))
                .hasExactlyElementsOfTypes(
                        LiveEffect.Anchored.class,
                        LiveEffect.Captured.class,
                        LiveEffect.Captured.class,
                        LiveEffect.Claim.class)
                .first()
                .isEqualTo(new LiveEffect.Anchored("logs", List.of(new Anchor(11, "11a"))));
    }

    @Test
    void a_log_that_is_announced_is_not_captured_before_its_block() {
        startAt(10, 'a', List.of());

        assertThat(frame("{\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"L\",\"result\":"
                        + log(11, 'a', 0) + "}}"))
                .isEmpty();
    }

    @Test
    void now_and_then_the_ledger_is_asked_and_another_readers_other_history_ends_the_connection() {
        startAt(10, 'a', List.of());
        List<LiveEffect> asked = List.of();
        for (int tick = 0; tick < 30; tick++) {
            asked = session.tick(NOON);
        }
        assertThat(asked).containsExactly(new LiveEffect.ReadState("logs"));
        assertThat(session.state(state(0, List.of(new Anchor(9, "9a"))), NOON)).isEmpty();
        assertThat(session.state(state(0, List.of(new Anchor(9, Anchor.CONTRADICTED))), NOON))
                .containsExactly(new LiveEffect.Restart("another reader saw another history", true));
    }

    @Test
    void a_head_that_is_no_child_of_the_last_ends_the_connection() {
        startAt(10, 'a', List.of());
        head(11, 'a', "10a");

        assertThat(head(12, 'b', "11b")).singleElement().isInstanceOf(LiveEffect.Restart.class);
    }

    @Test
    void a_head_that_is_not_above_the_last_ends_the_connection() {
        startAt(10, 'a', List.of());
        head(11, 'a', "10a");

        assertThat(head(11, 'b', "10a")).singleElement().isInstanceOf(LiveEffect.Restart.class);
    }

    @Test
    void the_same_head_again_changes_nothing() {
        startAt(10, 'a', List.of());

        assertThat(head(10, 'a', "9a")).isEmpty();
    }

    @Test
    void a_head_that_was_not_announced_is_fetched() {
        startAt(10, 'a', List.of());
        List<LiveEffect> effects = head(12, 'a', "11a");

        assertThat(method(effects)).isEqualTo("eth_getBlockByNumber");
        assertThat(answerBlock(id(effects), 11, 'a', "10a")).hasSize(2);
    }

    @Test
    void a_fork_is_recorded_at_the_last_shared_fingerprint_and_the_window_has_the_next_generation() {
        subscribe();
        List<LiveEffect> latest = session.state(state(0, List.of(new Anchor(8, "8a"), new Anchor(9, "9a"))), NOON);
        List<LiveEffect> nine = answerBlock(id(latest), 10, 'b', "9b");
        List<LiveEffect> eight = answerBlock(id(nine), 9, 'b', "8a");
        assertThat(answerBlock(id(eight), 8, 'a', "7a")).containsExactly(new LiveEffect.Fork("logs", 8, 0));

        List<LiveEffect> again = session.state(state(1, List.of(new Anchor(8, "8a"))), NOON);
        assertThat(answerBlock(id(again), 10, 'b', "9b")).containsExactly(opened(11, 1));
    }

    @Test
    void a_chain_that_moves_while_it_is_compared_is_compared_anew() {
        subscribe();
        List<LiveEffect> latest = session.state(state(0, List.of()), NOON);
        List<LiveEffect> again = answerBlock(id(latest), 10, 'a', "9a");

        assertThat(answerBlock(id(again), 10, 'b', "9a"))
                .containsExactly(new LiveEffect.Restart("the chain moved while it was compared", true));
    }

    @Test
    void a_head_announced_during_the_comparison_is_followed_afterwards() {
        subscribe();
        List<LiveEffect> latest = session.state(state(0, List.of()), NOON);
        head(11, 'a', "10a");
        List<LiveEffect> again = answerBlock(id(latest), 10, 'a', "9a");

        assertThat(answerBlock(id(again), 10, 'a', "9a"))
                .contains(opened(11, 0))
                .anyMatch(effect -> effect instanceof LiveEffect.Send(String text) && text.contains("\"11a\""));
    }

    @Test
    void a_log_that_is_taken_back_ends_the_connection() {
        startAt(10, 'a', List.of());

        assertThat(frame("{\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"L\",\"result\":"
                        + "{\"blockHash\":\"11a\",\"logIndex\":\"0x0\",\"removed\":true}}}"))
                .containsExactly(new LiveEffect.Restart("the node takes back a log", true));
    }

    @Test
    void what_cannot_be_read_is_kept_with_its_bytes() {
        byte[] broken = {'{', (byte) 0xff};

        assertThat(session.frame(broken, NOON))
                .singleElement()
                .isInstanceOfSatisfying(
                        LiveEffect.Unreadable.class,
                        unreadable -> assertThat(unreadable.bytes()).isEqualTo(broken));
    }

    private void subscribe() {
        session.opened(NOON);
        frame("{\"id\":2,\"result\":\"L\"}");
        assertThat(frame("{\"id\":1,\"result\":\"H\"}")).containsExactly(new LiveEffect.ReadState("logs"));
    }

    private List<LiveEffect> startAt(long number, char branch, List<Anchor> anchors) {
        subscribe();
        List<LiveEffect> effects = session.state(state(0, anchors), NOON);
        effects = answerBlock(id(effects), number, branch, number - 1 + "" + branch);
        for (Anchor anchor : anchors) {
            effects = answerBlock(id(effects), anchor.position(), branch, "parent");
        }
        return answerBlock(id(effects), number, branch, number - 1 + "" + branch);
    }

    private static LiveEffect opened(long from, long generation) {
        return new LiveEffect.Opened(
                "logs", from, dev.gapless.common.coverage.Evidence.SEQUENCE_CONTIGUOUS, generation, from);
    }

    private static StreamState state(long generation, List<Anchor> anchors) {
        return new StreamState(LOGS, generation, null, anchors, true);
    }

    private List<LiveEffect> answerBlock(int id, long number, char branch, String parent) {
        return frame("{\"id\":%d,\"result\":{\"number\":\"0x%x\",\"hash\":\"%d%c\",\"parentHash\":\"%s\"}}"
                .formatted(id, number, number, branch, parent));
    }

    private List<LiveEffect> head(long number, char branch, String parent) {
        return frame(("{\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"H\",\"result\":"
                        + "{\"number\":\"0x%x\",\"hash\":\"%d%c\",\"parentHash\":\"%s\"}}}")
                .formatted(number, number, branch, parent));
    }

    private List<LiveEffect> logs(int id, String... logs) {
        return frame("{\"id\":%d,\"result\":[%s]}".formatted(id, String.join(",", logs)));
    }

    private static String log(long number, char branch, int index) {
        return "{\"blockHash\":\"%d%c\",\"blockNumber\":\"0x%x\",\"logIndex\":\"0x%x\"}"
                .formatted(number, branch, number, index);
    }

    private List<LiveEffect> frame(String text) {
        return session.frame(text.getBytes(StandardCharsets.UTF_8), NOON);
    }

    private static int id(List<LiveEffect> effects) {
        return sent(effects).get("id").asInt();
    }

    private static String method(List<LiveEffect> effects) {
        return sent(effects).get("method").asString();
    }

    private static JsonNode sent(List<LiveEffect> effects) {
        return effects.stream()
                .filter(LiveEffect.Send.class::isInstance)
                .map(effect -> JsonMapper.shared().readTree(((LiveEffect.Send) effect).text()))
                .reduce((first, last) -> last)
                .orElseThrow();
    }
}
