package dev.gapless.connector.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonPointer;

class IdentifierTemplateTest {

    private static final StrictJson JSON = new StrictJson(10_000);

    @ParameterizedTest
    @CsvSource({
        "/id, 7",
        "{/id}, 7",
        "{/repo}/{/key}, did:a/k1",
        "at://{/repo}/posts/{/key}, at://did:a/posts/k1",
        "{/key}!, k1!",
        "{/uri|segment}, k1",
        "/none, ",
        "{/repo}-{/none}, ",
        "{/blank}, ",
    })
    void an_id_is_one_member_or_put_together(String template, @Nullable String id) {
        assertThat(read(template, "{\"id\":7,\"repo\":\"did:a\",\"key\":\"k1\",\"uri\":\"x/y/k1\",\"blank\":\" \"}"))
                .isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({
        "base64, L3JlZ2lzdHJ5L2E=, /registry/a",
        "base64, L3JlZ2lzdHJ5L2E, /registry/a",
        "base64, w7w_w7w-, ü?ü>",
        "base64, w7w/w7w+, ü?ü>",
        "base64, L3Jl Z2l=,",
        "base64, /w==,",
        "base64, AA==,",
        "base64, '',",
        "hex, 6b31, k1",
        "hex, 0x6B31, k1",
        "hex, 6b3,",
        "hex, ff,",
        "hex, 0x,",
        "lower, 0xAbC, 0xabc",
        "segment, a/b/C, C",
    })
    void a_member_is_decoded_or_refused(String how, String written, @Nullable String id) {
        assertThat(read("k:{/key|" + how + "}", "{\"key\":\"" + written + "\"}"))
                .isEqualTo(id == null ? null : "k:" + id);
    }

    /** A number is not written in hexadecimal digits or Base64, so that 6b31 and "6b31" would be two things. */
    @ParameterizedTest
    @CsvSource({"base64,", "hex,", "lower, k:31", "segment, k:31"})
    void a_number_is_not_decoded(String how, @Nullable String id) {
        assertThat(read("k:{/key|" + how + "}", "{\"key\":31}")).isEqualTo(id);
    }

    /** What is decoded could hold what parts two members. */
    @Test
    void what_is_decoded_must_not_hold_the_text_behind_it() {
        assertThat(read("{/a|hex}/{/b}", "{\"a\":\"782f79\",\"b\":\"z\"}")).isNull();
    }

    /** Otherwise a/b and c, or a and b/c, would be one item, and one of the two would be lost. */
    @Test
    void two_members_that_could_be_parted_otherwise_are_refused() {
        assertThat(read("{/a}/{/b}", "{\"a\":\"x\",\"b\":\"y/z\"}")).isEqualTo("x/y/z");
        assertThat(read("{/a}/{/b}", "{\"a\":\"x/y\",\"b\":\"z\"}")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "{id}", "{/a}{/b}", "{/a}-{", "{/a}}", "{}", "plain text", "{/a|upper}", "{/a|}"})
    void what_names_no_member_or_nothing_between_two_is_no_template(String text) {
        assertThat(IdentifierTemplate.parse(text)).isNull();
    }

    private static @Nullable String read(String template, String document) {
        ItemParser parser = new ItemParser(
                new ItemPointers(
                        JsonPointer.empty(),
                        Objects.requireNonNull(IdentifierTemplate.parse(template)),
                        JsonPointer.compile("/at"),
                        null,
                        null,
                        null),
                new ItemParsingRules(NumberForm.NUMBER, NumberForm.NUMBER, 1, true, HashRules.without(List.of())));
        ParseResult<ItemPosition> seen = JSON.read(
                        document.replace("{\"", "{\"at\":1,\"").getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .then(parser::sight);
        return seen instanceof ParseResult.Got<ItemPosition>(ItemPosition position) ? position.itemId() : null;
    }
}
