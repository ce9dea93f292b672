package dev.gapless.checkpoint.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class StateTextTest {

    @Test
    void the_order_in_which_members_were_written_does_not_change_the_hash() {
        assertThat(StateText.of(node("{\"b\":1.50,\"a\":\"\\u00fc\"}"))).isEqualTo("{\"a\":\"ü\",\"b\":1.5}");
        assertThat(StateText.of(node("{\"a\":\"ü\", \"b\":1.5}"))).isEqualTo("{\"a\":\"ü\",\"b\":1.5}");
    }

    @Test
    void a_large_number_keeps_its_digits() {
        String text = "{\"n\":9007199254740993.1}";
        assertThat(StateText.read(text, StateText.hash(text)).map(StateText::of))
                .contains(text);
    }

    @Test
    void what_is_not_what_was_stored_or_no_object_is_corrupt() {
        String text = "{\"a\":1}";
        assertThat(StateText.corrupt(text, StateText.hash(text))).isFalse();
        assertThat(StateText.corrupt("{\"a\":2}", StateText.hash(text))).isTrue();
        assertThat(StateText.corrupt("[1]", StateText.hash("[1]"))).isTrue();
        assertThat(StateText.corrupt("{\"a\"", StateText.hash("{\"a\""))).isTrue();
        assertThat(StateText.corrupt(text, "short".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    private static ObjectNode node(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json);
    }
}
