package dev.gapless.connector.evm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.Anchor;
import dev.gapless.common.message.StreamStateResponse;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveEffect.Reconnect;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks the node's part by hand: blocks are named by their number and a letter for their branch. */
class ChainSessionTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final int TIMEOUT = 3;
    private static final StreamId LOGS = new StreamId("evm", "0xabc", "logs");

    private static final LiveEffect CLOSED = new LiveEffect.CloseWindow("logs");
    private static final LiveEffect READ = new LiveEffect.ReadState("logs");

    private final ChainSession session = new ChainSession("logs", "0xabc", false, TIMEOUT);

    @Test
    void a_window_opens_behind_the_head_once_the_chain_was_compared() {
        assertThat(startAt(10, 'a', List.of(new Anchor(9, "9a")))).containsExactly(opened(11, 0));
    }

    @Test
    void a_block_is_claimed_when_its_logs_are_in_even_if_answers_come_in_the_other_order() {
        startAt(10, 'a', List.of());
        int first = id(head(11, 'a', "10a"));
        int second = id(head(12, 'a', "11a"));

        assertThat(logs(second, log(12, 'a', 0))).noneMatch(LiveEffect.AdvanceCoverage.class::isInstance);
        assertThat(logs(first, log(11, 'a', 0)))
                .last()
                .isEqualTo(new LiveEffect.AdvanceCoverage(
                        "logs", 13, List.of(new Anchor(11, "11a"), new Anchor(12, "12a"))));
    }

    @Test
    void a_blocks_fingerprint_is_kept_before_its_logs_are() {
        startAt(10, 'a', List.of());
        int asked = id(head(11, 'a', "10a"));

        assertThat(logs(asked, log(11, 'a', 0), log(11, 'a', 1)))
                .hasExactlyElementsOfTypes(
                        LiveEffect.SaveAnchors.class,
                        LiveEffect.PublishRecord.class,
                        LiveEffect.PublishRecord.class,
                        LiveEffect.AdvanceCoverage.class)
                .first()
                .isEqualTo(new LiveEffect.SaveAnchors("logs", List.of(new Anchor(11, "11a"))));
    }

    @Test
    void a_log_that_is_announced_is_not_captured_before_its_block() {
        startAt(10, 'a', List.of());

        assertThat(frame("{\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"L\",\"result\":"
                        + log(11, 'a', 0) + "}}"))
                .isEmpty();
    }

    @Test
    void now_and_then_the_ledger_is_asked_and_another_readers_other_history_voids_the_claims_from_there_on() {
        startAt(10, 'a', List.of());
        look();
        assertThat(session.state(state(0, List.of(new Anchor(9, "9a"))), NOON)).isEmpty();
        look();
        assertThat(session.state(state(0, List.of(new Anchor(9, Anchor.CONTRADICTED))), NOON))
                .containsExactly(CLOSED, retract(9, 11), READ);
    }

    @Test
    void another_readers_fork_leads_to_a_new_comparison() {
        startAt(10, 'a', List.of());
        look();

        assertThat(session.state(state(1, List.of()), NOON)).containsExactly(CLOSED, READ);
    }

    @Test
    void a_head_that_is_no_child_of_the_last_voids_the_claims_of_the_last_block_and_leads_to_a_comparison() {
        startAt(10, 'a', List.of());
        head(11, 'a', "10a");

        assertThat(head(12, 'b', "11b")).containsExactly(CLOSED, retract(11, 12), READ);
    }

    @Test
    void a_head_that_is_not_above_the_last_voids_the_claims_from_its_block_on() {
        startAt(10, 'a', List.of());
        head(11, 'a', "10a");
        head(12, 'a', "11a");

        assertThat(head(11, 'b', "10a")).containsExactly(CLOSED, retract(11, 13), READ);
    }

    @Test
    void a_reorganisation_is_recorded_on_the_same_connection_and_nothing_is_claimed_before() {
        startAt(10, 'a', List.of(new Anchor(10, "10a")));
        int unanswered = id(head(11, 'a', "10a"));
        assertThat(head(11, 'b', "10b")).containsExactly(CLOSED, retract(11, 12), READ);

        assertThat(logs(unanswered, log(11, 'a', 0))).isEmpty();
        List<LiveEffect> latest = session.state(state(0, List.of(new Anchor(9, "9a"), new Anchor(10, "10a"))), NOON);
        assertThat(head(12, 'b', "11b")).isEmpty();
        List<LiveEffect> ten = answerBlock(id(latest), 12, 'b', "11b");
        List<LiveEffect> nine = answerBlock(id(ten), 10, 'b', "9a");
        assertThat(answerBlock(id(nine), 9, 'a', "8a")).containsExactly(new LiveEffect.RecordFork("logs", 9, 0));

        List<LiveEffect> left = session.state(state(1, List.of(new Anchor(9, "9a"))), NOON);
        List<LiveEffect> again = answerBlock(id(left), 9, 'a', "8a");
        assertThat(answerBlock(id(again), 12, 'b', "11b")).containsExactly(opened(13, 1));
    }

    @Test
    void what_another_reader_recorded_meanwhile_is_compared_too() {
        subscribe();
        List<LiveEffect> latest = session.state(state(0, List.of(new Anchor(9, "9a"))), NOON);
        List<LiveEffect> nine = answerBlock(id(latest), 10, 'b', "9b");
        assertThat(answerBlock(id(nine), 9, 'b', "8b")).containsExactly(new LiveEffect.RecordFork("logs", -1, 0));

        List<LiveEffect> asked = session.state(state(1, List.of(new Anchor(8, "8a"))), NOON);
        assertThat(answerBlock(id(asked), 8, 'b', "7b")).containsExactly(new LiveEffect.RecordFork("logs", -1, 1));
    }

    @Test
    void a_look_that_is_not_answered_yet_is_not_taken_for_the_comparisons_answer() {
        startAt(10, 'a', List.of());
        look();
        assertThat(head(11, 'b', "10b")).containsExactly(CLOSED, retract(10, 11));

        assertThat(session.state(state(0, List.of()), NOON)).containsExactly(READ);
        assertThat(method(session.state(state(0, List.of()), NOON))).isEqualTo("eth_getBlockByNumber");
    }

    @Test
    void a_node_that_contradicts_itself_without_end_is_left() {
        List<LiveEffect> effects = List.of();
        startAt(10, 'a', List.of());
        for (int round = 0; round < 20 && effects.stream().noneMatch(Reconnect.class::isInstance); round++) {
            effects = head(11, 'b', "10b");
            if (effects.contains(READ)) {
                effects = session.state(state(0, List.of()), NOON);
                effects = answerBlock(id(effects), 10, 'a', "9a");
                answerBlock(id(effects), 10, 'a', "9a");
            }
        }
        assertThat(head(11, 'b', "10b")).contains(new Reconnect("the chain was reorganised at block 11", false));
    }

    @Test
    void an_answer_that_does_not_come_ends_the_connection() {
        startAt(10, 'a', List.of());
        head(11, 'a', "10a");
        ticks(TIMEOUT);

        assertThat(session.tick(NOON)).containsExactly(new Reconnect("the node does not answer", false));
    }

    @Test
    void a_block_that_is_fetched_and_not_answered_ends_the_connection() {
        startAt(10, 'a', List.of());
        head(12, 'a', "11a");
        ticks(TIMEOUT);

        assertThat(session.tick(NOON)).containsExactly(new Reconnect("the node does not answer", false));
    }

    @Test
    void a_subscription_that_is_not_answered_ends_the_connection() {
        session.opened(NOON);
        ticks(TIMEOUT);

        assertThat(session.tick(NOON)).containsExactly(new Reconnect("the node does not answer", false));
    }

    @Test
    void heads_without_answers_ask_a_bounded_number_of_questions_and_go_on_with_the_answers() {
        startAt(10, 'a', List.of());
        int first = id(head(11, 'a', "10a"));
        long asked = 1;
        for (int number = 12; number < 3_000; number++) {
            asked += head(number, 'a', number - 1 + "a").size();
        }

        assertThat(asked).isEqualTo(256);
        assertThat(logs(first)).hasAtLeastOneElementOfType(LiveEffect.Send.class);
    }

    @Test
    void a_subscription_that_announces_nothing_is_found_by_asking_for_the_head() {
        startAt(10, 'a', List.of());
        ticks(TIMEOUT - 1);
        int asked = id(session.tick(NOON));

        assertThat(method(answerBlock(asked, 12, 'a', "11a"))).isEqualTo("eth_getBlockByNumber");
    }

    @Test
    void a_chain_that_rests_is_asked_for_its_head_and_goes_on() {
        startAt(10, 'a', List.of());
        for (int round = 0; round < 10; round++) {
            ticks(TIMEOUT - 1);
            List<LiveEffect> asked = session.tick(NOON);
            assertThat(answerBlock(id(asked.subList(asked.size() - 1, asked.size())), 10, 'a', "9a"))
                    .isEmpty();
            if (asked.contains(READ)) {
                session.state(state(0, List.of()), NOON);
            }
        }
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
        assertThat(answerBlock(id(eight), 8, 'a', "7a")).containsExactly(new LiveEffect.RecordFork("logs", 8, 0));

        List<LiveEffect> again = session.state(state(1, List.of(new Anchor(8, "8a"))), NOON);
        List<LiveEffect> shared = answerBlock(id(again), 8, 'a', "7a");
        assertThat(answerBlock(id(shared), 10, 'b', "9b")).containsExactly(opened(11, 1));
    }

    @Test
    void a_chain_that_moves_while_it_is_compared_is_compared_anew() {
        subscribe();
        List<LiveEffect> latest = session.state(state(0, List.of()), NOON);
        List<LiveEffect> again = answerBlock(id(latest), 10, 'a', "9a");

        assertThat(answerBlock(id(again), 10, 'b', "9a")).containsExactly(READ);
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
    void a_log_that_is_taken_back_voids_the_claims_from_its_block_on() {
        startAt(10, 'a', List.of());
        head(11, 'a', "10a");

        assertThat(frame("{\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"L\",\"result\":"
                        + "{\"blockHash\":\"11a\",\"blockNumber\":\"0xb\",\"logIndex\":\"0x0\",\"removed\":true}}}"))
                .containsExactly(CLOSED, retract(11, 12), READ);
    }

    @Test
    void what_cannot_be_read_is_kept_with_its_bytes() {
        byte[] broken = {'{', (byte) 0xff};

        assertThat(session.frame(broken, NOON))
                .singleElement()
                .isInstanceOfSatisfying(
                        LiveEffect.DeadLetterRecord.class,
                        unreadable -> assertThat(unreadable.bytes()).isEqualTo(broken));
    }

    private void look() {
        List<LiveEffect> asked = List.of();
        for (int tick = 0; tick < 30 && !asked.contains(READ); tick++) {
            asked = session.tick(NOON);
            if (asked.stream().anyMatch(LiveEffect.Send.class::isInstance)) {
                answerBlock(id(asked), 10, 'a', "9a");
            }
        }
        assertThat(asked).contains(READ);
    }

    private void ticks(int count) {
        for (int tick = 0; tick < count; tick++) {
            session.tick(NOON);
        }
    }

    private static LiveEffect retract(long from, long to) {
        return new LiveEffect.RetractCoverage("logs", from, to, "reorganised");
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
        return new LiveEffect.OpenWindow(
                "logs", from, dev.gapless.common.coverage.Evidence.SEQUENCE_CONTIGUOUS, generation, from);
    }

    private static StreamStateResponse state(long generation, List<Anchor> anchors) {
        return new StreamStateResponse(LOGS, generation, null, anchors, true);
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
