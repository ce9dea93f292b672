package dev.gapless.connector.evm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.coverage.Range;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.PageWalk;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Five blocks, 0 to 4, of which two hold logs of the contract: one in block 1, two in block 3. */
class ReceiptEvidenceTest {

    private static final URI NODE = URI.create("http://127.0.0.1:8545");
    private static final String CONTRACT = "0xd8da6bf26964af9d7eed9e03e53415d37aa96045";
    private static final String HOLDS = filter(1761, 194, 852);
    private static final String EMPTY = filter();

    private final LogWalk walk = new LogWalk(NODE, CONTRACT, true, 0, 5, 5, null);
    private final Map<Integer, String> filters = new LinkedHashMap<>();
    private final Map<Integer, Integer> held = new LinkedHashMap<>();
    private final Map<Integer, Integer> listed = new LinkedHashMap<>();

    @BeforeEach
    void honest() {
        for (int block = 0; block < 5; block++) {
            filters.put(block, block == 1 || block == 3 ? HOLDS : EMPTY);
        }
        held.put(1, 1);
        held.put(3, 2);
        listed.putAll(held);
    }

    @Test
    void a_page_that_its_headers_and_receipts_agree_with_is_covered_and_says_so() {
        assertThat(walk.accept(page(), 0)).isInstanceOf(PageStep.Again.class);
        assertThat(methods()).containsExactly("eth_getBlockReceipts h1", "eth_getBlockReceipts h3");

        assertThat(walk.accept(receipts(1, 3), 0)).isInstanceOfSatisfying(PageStep.Page.class, page -> {
            assertThat(page.covers()).isEqualTo(Range.of(0, 5));
            assertThat(page.items()).extracting(ListedItem::itemId).containsExactly("h1:0", "h3:0", "h3:1");
            assertThat(page.last()).isTrue();
        });
        assertThat(walk.evidence()).isEqualTo(Evidence.HEADER_ATTESTED);
        assertThat(new LogWalk(NODE, CONTRACT, false, 0, 5, 5, null).evidence()).isEqualTo(Evidence.PAGE_WALK);
    }

    @Test
    void blocks_whose_filter_excludes_the_contract_need_no_receipts() {
        held.clear();
        listed.clear();
        filters.replaceAll((block, filter) -> EMPTY);

        assertThat(walk.accept(page(), 0)).isInstanceOf(PageStep.Page.class);
    }

    @Test
    void a_filter_that_names_the_contract_wrongly_is_settled_by_the_receipts() {
        filters.put(4, HOLDS);

        walk.accept(page(), 0);
        assertThat(walk.accept(receipts(1, 3, 4), 0)).isInstanceOf(PageStep.Page.class);
    }

    @Test
    void a_block_that_is_listed_empty_and_is_not_refutes_the_page_and_a_part_is_asked_for() {
        listed.remove(3);

        walk.accept(page(), 0);
        assertThat(walk.accept(receipts(1, 3), 0))
                .isEqualTo(new PageStep.Refuted("the listing leaves out logs: block 3 has 2 logs of the contract by its"
                        + " receipts, and 0 were listed"));
        assertThat(walk.resume()).isEqualTo("0");
        assertThat(methods()).as("asked again").startsWith("eth_getBlockByNumber 0x4");

        walk.restart();
        assertThat(methods()).startsWith("eth_getBlockByNumber 0x1");
    }

    @Test
    void a_block_that_is_refuted_alone_is_left_out_and_the_walk_goes_on_above_it() {
        LogWalk single = new LogWalk(NODE, CONTRACT, true, 3, 5, 1, null);

        assertThat(single.restart()).isEqualTo(PageWalk.Narrowing.POSITION_SKIPPED);
        assertThat(single.resume()).isEqualTo("4");
        assertThat(single.restart()).as("the last of the window").isEqualTo(PageWalk.Narrowing.NONE);
    }

    /** The page itself was short enough. */
    @Test
    void receipts_that_are_too_long_are_asked_for_in_two_calls() {
        walk.accept(page(), 0);

        assertThat(walk.narrow()).isEqualTo(PageWalk.Narrowing.FEWER_ITEMS);
        assertThat(methods()).containsExactly("eth_getBlockReceipts h1");
        assertThat(walk.accept(receipts(1), 0)).isInstanceOf(PageStep.Again.class);
        assertThat(methods()).containsExactly("eth_getBlockReceipts h3");
        assertThat(walk.accept(receipts(3), 0)).isInstanceOf(PageStep.Page.class);
    }

    @Test
    void one_log_too_few_refutes_the_page_too() {
        listed.put(3, 1);

        walk.accept(page(), 0);
        assertThat(walk.accept(receipts(1, 3), 0)).isInstanceOf(PageStep.Refuted.class);
    }

    @Test
    void a_log_in_a_block_whose_filter_excludes_the_contract_refutes_the_page() {
        filters.put(3, EMPTY);

        assertThat(walk.accept(page(), 0)).isInstanceOf(PageStep.Refuted.class);
    }

    /** Receipts that are incomplete in the same way as the listing would agree with it. */
    @Test
    void fewer_receipts_than_transactions_prove_nothing() {
        listed.remove(3);
        held.remove(3);

        walk.accept(page(), 0);
        String without = new String(receipts(1, 3), StandardCharsets.UTF_8).replaceFirst("\\{\"logs\":\\[\\]\\}", "");
        assertThat(walk.accept(without.getBytes(StandardCharsets.UTF_8), 0))
                .isEqualTo(new PageStep.Refuted(
                        "the listing leaves out logs: block 3 has 1 transactions, and the node" + " tells 0 receipts"));
    }

    @Test
    void receipts_that_the_node_does_not_tell_prove_nothing_and_the_page_is_asked_for_again() {
        walk.accept(page(), 0);

        assertThat(walk.accept("[]".getBytes(StandardCharsets.UTF_8), 0)).isInstanceOf(PageStep.Unsteady.class);
        assertThat(methods()).startsWith("eth_getBlockByNumber 0x4");
        assertThat(walk.resume()).isEqualTo("0");
    }

    @Test
    void a_node_that_has_no_receipts_is_told_with_what_to_do() {
        walk.accept(page(), 0);
        String refusal = "[{\"id\":100000,\"error\":{\"code\":-32601,\"message\":\"no such method\"}}]";

        assertThat(walk.accept(refusal.getBytes(StandardCharsets.UTF_8), 0))
                .isInstanceOfSatisfying(PageStep.Unreadable.class, unreadable -> {
                    assertThat(unreadable.detail()).endsWith("block 1: no such method");
                    assertThat(unreadable.remedy()).contains("eth_getBlockReceipts");
                });
    }

    @Test
    void headers_of_two_chains_prove_nothing() {
        String other = new String(page(), StandardCharsets.UTF_8).replace("\"hash\":\"h2\"", "\"hash\":\"x2\"");

        assertThat(walk.accept(other.getBytes(StandardCharsets.UTF_8), 0)).isInstanceOf(PageStep.Unsteady.class);
    }

    @Test
    void headers_without_a_filter_are_told_with_what_to_do() {
        filters.put(2, "0x");

        assertThat(walk.accept(page(), 0)).isInstanceOfSatisfying(PageStep.Unreadable.class, unreadable -> {
            assertThat(unreadable.detail()).isEqualTo("block 2 has no logsBloom or no transactions");
            assertThat(unreadable.remedy()).contains("evidence: listing");
        });
    }

    private Stream<String> methods() {
        byte[] body = walk.next().body();
        return JsonRpc.JSON.readTree(body == null ? new byte[0] : body).values().stream()
                .map(call -> call.get("method").asString() + " "
                        + call.get("params").get(0).stringValue(""));
    }

    private byte[] page() {
        String logs = listed.entrySet().stream()
                .flatMap(entry -> logs(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(","));
        String headers = IntStream.range(0, 4)
                .mapToObj(block -> header(16 + block, block))
                .collect(Collectors.joining(","));
        return "[{\"id\":2,\"result\":[%s]},%s,%s,%s]"
                .formatted(logs, header(1, 4), header(3, 4), headers)
                .getBytes(StandardCharsets.UTF_8);
    }

    private String header(int id, int block) {
        return "{\"id\":%d,\"result\":{\"number\":\"0x%x\",\"hash\":\"h%d\",\"parentHash\":\"h%d\",\"logsBloom\":\"%s\",\"transactions\":[\"t\"]}}"
                .formatted(id, block, block, block - 1, filters.get(block));
    }

    private byte[] receipts(int... blocks) {
        return IntStream.range(0, blocks.length)
                .mapToObj(i -> "{\"id\":%d,\"result\":[{\"logs\":[%s]}]}"
                        .formatted(
                                100_000 + i,
                                logs(blocks[i], held.getOrDefault(blocks[i], 0)).collect(Collectors.joining(","))))
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Stream<String> logs(int block, int count) {
        return IntStream.range(0, count)
                .mapToObj(index ->
                        "{\"address\":\"%s\",\"blockHash\":\"h%d\",\"blockNumber\":\"0x%x\",\"logIndex\":\"0x%x\"}"
                                .formatted(CONTRACT, block, block, index));
    }

    private static String filter(int... bits) {
        byte[] bytes = new byte[256];
        for (int bit : bits) {
            bytes[255 - bit / 8] |= (byte) (1 << (bit % 8));
        }
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
