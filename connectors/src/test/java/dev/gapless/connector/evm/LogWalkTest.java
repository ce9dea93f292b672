package dev.gapless.connector.evm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.Anchor;
import dev.gapless.connector.PageStep;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogWalkTest {

    private static final URI NODE = URI.create("http://127.0.0.1:8545");

    @Test
    void a_page_covers_its_blocks_and_the_walk_ends_at_the_windows_end() {
        LogWalk walk = walk(0, 10, 5, null);

        assertThat(walk.accept(page(4, "a", "a", log("a", 4, 0)), Long.MAX_VALUE))
                .isInstanceOfSatisfying(PageStep.Page.class, page -> {
                    assertThat(page.covers()).isEqualTo(Range.of(0, 5));
                    assertThat(page.items())
                            .singleElement()
                            .satisfies(item -> assertThat(item.itemId()).isEqualTo("a:0"));
                    assertThat(page.last()).isFalse();
                });
        assertThat(walk.resume()).isEqualTo("5");
        assertThat(walk.accept(page(9, "b", "b"), Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        PageStep.Page.class, page -> assertThat(page.last()).isTrue());
    }

    @Test
    void a_resumed_walk_asks_only_for_the_rest() {
        assertThat(body(walk(0, 10, 100, "5")))
                .contains("\"fromBlock\":\"0x5\"")
                .contains("\"toBlock\":\"0x9\"");
    }

    @Test
    void a_block_that_changed_between_the_two_looks_proves_nothing() {
        LogWalk walk = walk(0, 5, 5, null);

        assertThat(walk.accept(page(4, "a", "b"), Long.MAX_VALUE)).isInstanceOf(PageStep.Unsteady.class);
        assertThat(walk.resume()).isEqualTo("0");
    }

    @Test
    void a_page_names_the_block_below_it_so_that_a_fork_down_there_shows() {
        LogWalk walk = walk(0, 10, 5, "5");

        assertThat(body(walk)).contains("\"id\":4,\"method\":\"eth_getBlockByNumber\",\"params\":[\"0x4\",false]");
        assertThat(walk.accept(page(9, "b", "b"), Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        PageStep.Page.class,
                        page -> assertThat(page.anchors()).containsExactly(new Anchor(4, "below"), new Anchor(9, "b")));
    }

    @Test
    void a_page_whose_block_below_the_node_does_not_tell_proves_nothing() {
        String bottomless = "[{\"id\":2,\"result\":[]},%s,%s,{\"id\":4,\"result\":null}]"
                .formatted(block(1, 9, "b"), block(3, 9, "b"));

        assertThat(walk(0, 10, 5, "5").accept(bytes(bottomless), Long.MAX_VALUE))
                .isInstanceOf(PageStep.Unsteady.class);
    }

    @Test
    void logs_of_another_block_than_the_one_seen_prove_nothing() {
        assertThat(walk(0, 5, 5, null).accept(page(4, "a", "a", log("other", 4, 0)), Long.MAX_VALUE))
                .isInstanceOf(PageStep.Unsteady.class);
    }

    @Test
    void a_range_past_the_head_is_not_covered_whatever_the_node_answers() {
        String missing = "[{\"id\":1,\"result\":null},{\"id\":2,\"result\":[]},{\"id\":3,\"result\":null}]";
        String refused =
                "[{\"id\":1,\"result\":null},{\"id\":2,\"error\":{\"code\":-32602,\"message\":\"past the head\"}},"
                        + "{\"id\":3,\"result\":null}]";

        assertThat(walk(0, 5, 5, null).accept(bytes(missing), Long.MAX_VALUE)).isInstanceOf(PageStep.Unsteady.class);
        assertThat(walk(0, 5, 5, null).accept(bytes(refused), Long.MAX_VALUE)).isInstanceOf(PageStep.Unsteady.class);
    }

    @Test
    void a_range_that_is_too_large_for_the_node_is_halved() {
        LogWalk walk = walk(0, 100, 100, null);
        String refused =
                "[{\"id\":2,\"error\":{\"code\":-32005,\"message\":\"query returned more than 10000 results\"}}]";

        assertThat(walk.accept(bytes(refused), Long.MAX_VALUE)).isInstanceOf(PageStep.Again.class);
        assertThat(body(walk)).contains("\"toBlock\":\"0x31\"");
    }

    @Test
    void a_log_without_its_block_is_kept_as_broken_and_the_page_counts() {
        assertThat(walk(0, 5, 5, null).accept(page(4, "a", "a", "{\"data\":\"0x\"}"), Long.MAX_VALUE))
                .isInstanceOfSatisfying(PageStep.Page.class, page -> {
                    assertThat(page.broken()).hasSize(1);
                    assertThat(page.items()).isEmpty();
                });
    }

    @Test
    void what_is_not_json_goes_to_the_dead_letters() {
        assertThat(walk(0, 5, 5, null).accept(bytes("<html>"), Long.MAX_VALUE)).isInstanceOf(PageStep.Unreadable.class);
    }

    private static LogWalk walk(long from, long to, long step, @Nullable String resume) {
        return new LogWalk(NODE, "0xabc", false, from, to, step, resume);
    }

    private static String body(LogWalk walk) {
        byte[] body = walk.next().body();
        return body == null ? "" : new String(body, StandardCharsets.UTF_8);
    }

    private static byte[] page(long number, String before, String after, String... logs) {
        return bytes("[{\"id\":2,\"result\":[%s]},%s,%s,%s]"
                .formatted(
                        String.join(",", logs),
                        block(1, number, before),
                        block(3, number, after),
                        block(4, number - 5, "below")));
    }

    private static String block(int id, long number, String hash) {
        return "{\"id\":%d,\"result\":{\"number\":\"0x%x\",\"hash\":\"%s\",\"parentHash\":\"p\"}}"
                .formatted(id, number, hash);
    }

    private static String log(String hash, long block, int index) {
        return "{\"blockHash\":\"%s\",\"blockNumber\":\"0x%x\",\"logIndex\":\"0x%x\"}".formatted(hash, block, index);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
