package dev.gapless.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class CanonicalJsonTest {

    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

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

    /** Alone, and in a text that is written unit by unit because something in it is escaped. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "plain", "\u007f", "\u0080", "\u07ff", "\u0800", "\uffff", "\ud800\udc00", "\udbff\udfff"})
    void what_needs_no_escape_is_utf_8_as_it_is(String text) {
        String value = "\"? " + text + " x" + text + "\"";
        String beside = "\"\\n " + text + " x" + text + "\"";

        assertThat(canonical(value)).isEqualTo(value);
        assertThat(canonical(beside)).isEqualTo(beside);
    }

    @Test
    void control_characters_without_a_letter_are_written_as_numbers_in_lower_case() {
        assertThat(canonical("\"\\u001F\\u0000\\b\\t\\f\\r\"")).isEqualTo("\"\\u001f\\u0000\\b\\t\\f\\r\"");
    }

    @Test
    void a_text_that_takes_more_room_than_it_was_given_is_whole() {
        String all = "\"" + "\\u0001".repeat(1_000) + "\"";

        assertThat(canonical("[" + all + "," + all + "]")).isEqualTo("[" + all + "," + all + "]");
        String numbers = "[" + "1234567890123,true,null,-0.5,".repeat(100) + "{}]";
        assertThat(canonical(numbers)).isEqualTo(numbers);
    }

    @Test
    void half_a_surrogate_pair_stays_what_it_was() {
        assertThat(canonical("[\"\\ud83d\",\"\\ude00x\"]")).isEqualTo("[\"\\ud83d\",\"\\ude00x\"]");
        assertThat(canonical("\"? \\ud83d\"")).isEqualTo("\"? \\ud83d\"");
        assertThat(canonical("\"\\n\\udc00\\ud83d\\ude00\\ud83d\\ud83d\\ude00?\\\\\""))
                .isEqualTo("\"\\n\\udc00\ud83d\ude00\\ud83d\ud83d\ude00?\\\\\"");
    }

    private String canonical(String text) {
        return new String(CanonicalJson.of(json.readTree(text)), StandardCharsets.UTF_8);
    }
}
