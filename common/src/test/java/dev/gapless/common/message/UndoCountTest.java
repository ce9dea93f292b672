package dev.gapless.common.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What a release that knows of no undoing writes is read, and what it reads is written. */
class UndoCountTest {

    @Test
    void an_inferred_delete_without_it_is_of_the_first_life() {
        assertThat(InferredDelete.fromBytes("{\"position\":40,\"version\":2}".getBytes(UTF_8)))
                .isEqualTo(new InferredDelete(40, 2, 0));
        assertThat(new String(new InferredDelete(40, 2).toBytes(), UTF_8)).isEqualTo("{\"position\":40,\"version\":2}");
        assertThat(InferredDelete.fromBytes(new InferredDelete(40, 2, 3).toBytes())
                        .undoCount())
                .isEqualTo(3);
    }

    @Test
    void an_answer_to_a_comparison_without_it_is_of_the_first_life() {
        String old = "{\"held\":1,\"notListed\":[{\"itemId\":\"a\",\"position\":4,\"version\":2}],\"unknown\":[]}";
        CompareResponse answer = JsonMapper.shared().readValue(old, CompareResponse.class);

        assertThat(answer.notListed()).containsExactly(new CompareResponse.Held("a", 4, 2, 0));
        assertThat(JsonMapper.shared().writeValueAsString(answer)).isEqualTo(old);
    }

    @Test
    void a_restoration_holds_the_item_byte_by_byte() {
        byte[] payload = "{\"a\":\"ä\"}".getBytes(UTF_8);
        InferredDeleteUndo read = InferredDeleteUndo.fromBytes(
                new InferredDeleteUndo(-4, 7, 2, ItemOperation.UPDATE, new byte[] {1, 2}, payload).toBytes());

        assertThat(read.payload()).isEqualTo(payload);
        assertThat(read.hash()).containsExactly(1, 2);
        assertThat(List.of(read.position(), read.version(), (long) read.undoCount()))
                .containsExactly(-4L, 7L, 2L);
    }
}
