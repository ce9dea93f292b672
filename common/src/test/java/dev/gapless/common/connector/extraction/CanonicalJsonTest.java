package dev.gapless.common.connector.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class CanonicalJsonTest {

    private final StrictJson json = new StrictJson(10_000);

    @Test
    void members_are_sorted_and_white_space_is_gone() {
        assertThat(canonical("{ \"b\" : [ 1 , {\"d\":null,\"c\":true} ] ,\n\"a\":\"x\", \"\u00e9\":{}, \"[\":[] }"))
                .isEqualTo("{\"[\":[],\"a\":\"x\",\"b\":[1,{\"c\":true,\"d\":null}],\"\u00e9\":{}}");
    }

    @Test
    void members_are_sorted_by_utf_16_units() {
        // as in RFC 8785, 3.2.3: the emoji's first unit is below the ligature
        assertThat(canonical("{\"\ufb33\":1,\"\ud83d\ude00\":2,\"\u20ac\":3}"))
                .isEqualTo("{\"\u20ac\":3,\"\ud83d\ude00\":2,\"\ufb33\":1}");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "0.000, 0",
        "1.0, 1",
        "10e-1, 1",
        "1E2, 100",
        "-2.50, -2.5",
        "0.000001, 0.000001",
        "0.0000001, 1e-7",
        "123.456e3, 123456",
        "9007199254740993, 9007199254740993",
        "123456789012345678901234567890, 1.2345678901234567890123456789e+29",
        "100000000000000000000, 100000000000000000000",
        "1000000000000000000000, 1e+21",
        "0.1000000000000000055511151231257827, 0.1000000000000000055511151231257827",
        "1e400, 1e+400",
        "-12.5e-400, -1.25e-399",
        "10e2147483000, 1e+2147483001",
    })
    void a_number_has_one_form_and_keeps_its_digits(String written, String expected) {
        assertThat(canonical(written)).isEqualTo(expected);
    }

    @Test
    void texts_have_the_fewest_escapes() {
        assertThat(canonical("\"\\u0041\\/\\n\\u000b\\u2028\\ud83d\\ude00\\\"\\\\\""))
                .isEqualTo("\"A/\\n\\u000b\u2028\ud83d\ude00\\\"\\\\\"");
    }

    @Test
    void half_a_surrogate_pair_stays_what_it_was() {
        assertThat(canonical("[\"\\ud83d\",\"\\ude00x\"]")).isEqualTo("[\"\\ud83d\",\"\\ude00x\"]");
    }

    private String canonical(String text) {
        return switch (json.read(text.getBytes(StandardCharsets.UTF_8))) {
            case Outcome.Got<JsonNode>(JsonNode tree) -> new String(CanonicalJson.of(tree), StandardCharsets.UTF_8);
            case Outcome.Refused<JsonNode>(Refusal refusal) -> throw new AssertionError(refusal.toString());
        };
    }
}
