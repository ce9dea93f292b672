package dev.gapless.common.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.CommitRequest.Item;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

/** What a release that knows of no undoing writes is read, and what it reads is written. */
class RevivalTest {

    @Test
    void a_burial_without_it_is_of_the_first_life() {
        assertThat(InferredDelete.fromBytes("{\"position\":40,\"version\":2}".getBytes(UTF_8)))
                .isEqualTo(new InferredDelete(40, 2, 0));
        assertThat(new String(new InferredDelete(40, 2).toBytes(), UTF_8)).isEqualTo("{\"position\":40,\"version\":2}");
        assertThat(InferredDelete.fromBytes(new InferredDelete(40, 2, 3).toBytes())
                        .revival())
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
    void an_item_without_it_is_of_the_first_life() {
        byte[] now = new CommitRequest(List.of(item(5))).toNamedBytes();
        CBORMapper cbor = new CBORMapper();
        Map<String, List<Map<String, Object>>> tree = cbor.readValue(now, new TypeReference<>() {});
        assertThat(Objects.requireNonNull(tree.get("items")).getFirst().remove("revival"))
                .isEqualTo(5);

        Item read = read(cbor.writeValueAsBytes(tree)).items().getFirst();

        assertThat(read.revival()).isZero();
        assertThat(read.offset()).isEqualTo(9);
        assertThat(read(now).items().getFirst().revival()).isEqualTo(5);
    }

    @Test
    void a_restoration_holds_the_item_byte_by_byte() {
        byte[] payload = "{\"a\":\"ä\"}".getBytes(UTF_8);
        InferredDeleteUndo read = InferredDeleteUndo.fromBytes(
                new InferredDeleteUndo(-4, 7, 2, ItemOperation.UPDATE, new byte[] {1, 2}, payload).toBytes());

        assertThat(read.payload()).isEqualTo(payload);
        assertThat(read.hash()).containsExactly(1, 2);
        assertThat(List.of(read.position(), read.version(), (long) read.revival()))
                .containsExactly(-4L, 7L, 2L);
    }

    private static Item item(int revival) {
        return new Item(
                        "forum",
                        "ann",
                        "posts",
                        "a",
                        1,
                        2,
                        ItemOperation.DELETE,
                        new byte[32],
                        null,
                        IngestPath.MINED,
                        3,
                        "task",
                        4,
                        true,
                        new UUID(1, 2),
                        8,
                        9)
                .revived(revival);
    }

    private static CommitRequest read(byte[] bytes) {
        try {
            return CommitRequest.from(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
