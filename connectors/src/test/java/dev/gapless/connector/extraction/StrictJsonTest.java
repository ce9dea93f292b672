package dev.gapless.connector.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class StrictJsonTest {

    private final StrictJson json = new StrictJson(1_000);

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("{\"a\":1,\"b\":{\"c\":1,\"c\":1}}", "json"),
                Arguments.of("{\"a\":1,\"a\":2}", "json"),
                Arguments.of("{\"a\":1} {}", "json"),
                Arguments.of("{\"a\":NaN}", "json"),
                Arguments.of("{'a':1}", "json"),
                Arguments.of("", "json"),
                Arguments.of("\ufeff{}", "json"),
                Arguments.of("[1e99999999999]", "json"),
                Arguments.of("[".repeat(65) + "]".repeat(65), "json-limits"),
                Arguments.of("1".repeat(101), "json-limits"),
                Arguments.of(" ".repeat(1_000) + "1", "json-size"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void what_is_doubtful_is_refused(String text, String rule) {
        assertThat(ruleOf(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(rule);
    }

    @Test
    void half_a_character_is_refused_and_a_whole_one_is_not() {
        byte[] whole = "\"\ud83d\ude00\"".getBytes(StandardCharsets.UTF_8);
        byte[] half = whole.clone();
        half[3] = '"';

        assertThat(ruleOf(whole)).isEqualTo("none");
        assertThat(ruleOf(half)).isEqualTo("utf-8");
    }

    @Test
    void an_encoded_half_of_a_surrogate_pair_is_not_utf_8() {
        assertThat(ruleOf(new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}))
                .isEqualTo("utf-8");
    }

    private String ruleOf(byte[] bytes) {
        return switch (json.read(bytes)) {
            case ParseResult.Got<JsonNode>(JsonNode tree) -> "none";
            case ParseResult.Refused<JsonNode>(ParseError refusal) -> refusal.rule();
        };
    }
}
