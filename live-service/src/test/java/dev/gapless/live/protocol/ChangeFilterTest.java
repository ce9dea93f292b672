package dev.gapless.live.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeFilterTest {

    private static final byte[] TRADE = """
            {"kind":"created","data":{"price":"9007199254740993.5","size":3,"side":"buy","venue":{"code":null},"tags":["a"]}}
            """.getBytes(UTF_8);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"field":"/size","op":"gte","value":3}                                 | true
            {"field":"/size","op":"gt","value":3}                                  | false
            {"field":"/size","op":"lt","value":3.0001}                             | true
            {"field":"/size","op":"lte","value":2}                                 | false
            {"field":"/price","op":"gt","value":9007199254740993.4}                | true
            {"field":"/price","op":"lt","value":9007199254740993.4}                | false
            {"field":"/price","op":"eq","value":9007199254740993.50}               | true
            {"field":"/side","op":"eq","value":"buy"}                              | true
            {"field":"/side","op":"ne","value":"buy"}                              | false
            {"field":"/side","op":"gt","value":1}                                  | false
            {"field":"/side","op":"in","value":["sell","buy"]}                     | true
            {"field":"/side","op":"in","value":[]}                                 | false
            {"field":"/venue/code","op":"exists","value":true}                     | true
            {"field":"/venue/code","op":"eq","value":null}                         | true
            {"field":"/absent","op":"exists","value":false}                        | true
            {"field":"/absent","op":"ne","value":1}                                | false
            {"field":"/tags/0","op":"eq","value":"a"}                              | true
            """)
    void a_condition_passes_or_not(String condition, boolean passes) {
        assertThat(ChangeFilter.parse("[" + condition + "]").passes(TRADE)).isEqualTo(passes);
    }

    @Test
    void all_conditions_must_pass_and_a_deletion_always_does() {
        ChangeFilter filter = ChangeFilter.parse(
                "[{\"field\":\"/size\",\"op\":\"gte\",\"value\":3},{\"field\":\"/side\",\"op\":\"eq\",\"value\":\"sell\"}]");
        assertThat(filter.passes(TRADE)).isFalse();
        assertThat(filter.passes("{\"kind\":\"deleted\",\"data\":null}".getBytes(UTF_8)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "[1]",
                "[{\"field\":\"size\",\"op\":\"eq\",\"value\":1}]",
                "[{\"field\":\"/size\",\"op\":\"like\",\"value\":1}]",
                "[{\"field\":\"/size\",\"op\":\"gt\",\"value\":\"1\"}]",
                "[{\"field\":\"/size\",\"op\":\"eq\",\"value\":{}}]",
                "[{\"field\":\"/size\",\"op\":\"in\",\"value\":1}]",
                "[{\"field\":\"/size\",\"op\":\"eq\"}]",
                "[",
            })
    void what_is_no_filter_is_refused_with_what_is_expected(String filter) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChangeFilter.parse(filter))
                .withMessageContaining("expected:");
    }
}
