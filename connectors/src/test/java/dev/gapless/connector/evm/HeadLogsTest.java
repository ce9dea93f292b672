package dev.gapless.connector.evm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A head at block 7, whose node answers by hand. */
class HeadLogsTest {

    private static final String CONTRACT = "0xd8da6bf26964af9d7eed9e03e53415d37aa96045";
    private static final String LOG =
            "{\"address\":\"%s\",\"blockHash\":\"h7\",\"logIndex\":\"0x0\"}".formatted(CONTRACT);

    private final List<ObjectNode> asked = new ArrayList<>();
    private final List<Consumer<JsonNode>> open = new ArrayList<>();
    private final List<String> outcomes = new ArrayList<>();
    private int ids;

    private HeadLogs heads(boolean byReceipts) {
        return new HeadLogs(
                CONTRACT,
                byReceipts,
                () -> ++ids,
                (call, then) -> {
                    asked.add(call);
                    open.add(then);
                },
                (reason, atOnce) -> outcomes.add(reason));
    }

    @Test
    void without_receipts_the_nodes_word_is_taken() {
        heads(false).ask(head(filter(1761, 194, 852)), this::told);
        answer("[]");

        assertThat(outcomes).containsExactly("told 0");
    }

    @Test
    void a_head_whose_filter_excludes_the_contract_needs_no_receipts() {
        heads(true).ask(head(filter()), this::told);
        answer("[]");

        assertThat(outcomes).containsExactly("told 0");
        assertThat(asked).hasSize(1);
    }

    @Test
    void the_logs_of_a_head_are_told_when_its_receipts_hold_the_same() {
        heads(true).ask(head(filter(1761, 194, 852)), this::told);
        answer("[" + LOG + "]");
        answer(block(1));
        assertThat(outcomes).isEmpty();
        assertThat(asked.getLast().get("method").asString()).isEqualTo("eth_getBlockReceipts");
        answer("[{\"logs\":[" + LOG + "]}]");

        assertThat(outcomes).containsExactly("told 1");
    }

    @Test
    void a_head_that_is_indexed_late_is_asked_for_again_at_the_next_heartbeat() {
        HeadLogs heads = heads(true);
        heads.ask(head(null), this::told);
        answer("[]");
        answer(block(1));
        answer("[{\"logs\":[" + LOG + "]}]");
        assertThat(outcomes).isEmpty();

        heads.tick();
        answer("[" + LOG + "]");
        answer(block(1));
        answer("[{\"logs\":[" + LOG + "]}]");

        assertThat(outcomes).containsExactly("told 1");
    }

    @Test
    void logs_that_are_left_out_four_times_end_the_connection_and_are_never_told() {
        HeadLogs heads = heads(true);
        heads.ask(head(filter(1761, 194, 852)), this::told);
        for (int i = 0; i < 4; i++) {
            assertThat(outcomes).isEmpty();
            answer("[]");
            answer(block(1));
            answer("[{\"logs\":[" + LOG + "]}]");
            heads.tick();
        }

        assertThat(outcomes)
                .containsExactly("the listing leaves out logs: block 7 has 1 logs of the contract by its receipts, and"
                        + " 0 were listed");
        assertThat(asked).hasSize(12);
    }

    /** A node that has not indexed its head has neither its logs nor its receipts. */
    @Test
    void empty_receipts_of_a_block_with_transactions_do_not_agree_with_an_empty_list() {
        HeadLogs heads = heads(true);
        heads.ask(head(filter(1761, 194, 852)), this::told);
        answer("[]");
        answer(block(1));
        answer("[]");
        assertThat(outcomes).isEmpty();

        heads.tick();
        answer("[" + LOG + "]");
        answer(block(1));
        answer("[{\"logs\":[" + LOG + "]}]");
        assertThat(outcomes).containsExactly("told 1");
    }

    @Test
    void fewer_receipts_than_the_block_has_transactions_do_not_agree_with_what_is_listed() {
        heads(true).ask(head(null), this::told);
        answer("[" + LOG + "]");
        answer(block(2));
        answer("[{\"logs\":[" + LOG + "]}]");

        assertThat(outcomes).isEmpty();
    }

    @Test
    void a_head_that_the_node_cannot_tell_whole_is_not_settled() {
        HeadLogs heads = heads(true);
        heads.ask(head(null), this::told);
        answer("[]");
        answer("null");
        assertThat(outcomes).isEmpty();

        heads.tick();
        answer("[]");
        answer(block(1).replace("h7", "other"));
        assertThat(outcomes).isEmpty();
    }

    @Test
    void what_a_session_has_forgotten_is_not_asked_for_again() {
        HeadLogs heads = heads(true);
        heads.ask(head(null), this::told);
        answer("[]");
        answer(block(1));
        answer("[{\"logs\":[" + LOG + "]}]");

        heads.forget();
        heads.tick();

        assertThat(asked).hasSize(3);
    }

    private void told(JsonNode logs) {
        outcomes.add("told " + logs.size());
    }

    private void answer(String result) {
        open.getLast().accept(JsonMapper.shared().readTree("{\"result\":" + result + "}"));
    }

    private static String block(int transactions) {
        return "{\"number\":\"0x7\",\"hash\":\"h7\",\"parentHash\":\"h6\",\"logsBloom\":\"0x%s\",\"transactions\":[%s]}"
                .formatted(
                        HexFormat.of().formatHex(filter(1761, 194, 852).bits()),
                        String.join(",", Collections.nCopies(transactions, "\"t\"")));
    }

    private static ChainBlock head(@Nullable LogBloom bloom) {
        return new ChainBlock(7, "h7", "h6", bloom);
    }

    private static LogBloom filter(int... bits) {
        byte[] bytes = new byte[256];
        for (int bit : bits) {
            bytes[255 - bit / 8] |= (byte) (1 << (bit % 8));
        }
        return new LogBloom(bytes);
    }
}
