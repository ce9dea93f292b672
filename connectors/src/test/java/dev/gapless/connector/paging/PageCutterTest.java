package dev.gapless.connector.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.connector.extraction.ParseResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonPointer;

class PageCutterTest {

    private static final JsonPointer ITEMS = JsonPointer.compile("/1/items");
    private static final JsonPointer NEXT = JsonPointer.compile("/0/next");
    private static final byte[] PAGE =
            "[{\"next\":\"c2\",\"items\":[0]}, {\"items\":[{\"id\": 1.50},2]},[[3]]]".getBytes(StandardCharsets.UTF_8);

    /** A cursor that is not found would be taken for the end of the listing. */
    @Test
    void a_place_inside_of_a_list_is_found_by_its_index() {
        assertThat(
                        new PageCutter(ITEMS, false, Set.of(NEXT)).cut(PAGE)
                                        instanceof ParseResult.Got<RawPage>(RawPage page)
                                ? page.at(NEXT).asString() + texts(page.items())
                                : "refused")
                .isEqualTo("c2[{\"id\": 1.50}, 2]");
        assertThat(texts(Objects.requireNonNull(JsonElements.of(PAGE, JsonPointer.compile("/2/0")))))
                .containsExactly("3");
        assertThat(JsonElements.of(PAGE, JsonPointer.compile("/3/items"))).isNull();
    }

    @Test
    void a_page_without_items_may_lack_their_array_where_the_manifest_says_so() {
        JsonPointer items = JsonPointer.compile("/kvs");

        PageItems optional = new PageItems(items, JsonPointer.compile("/header"));
        for (String empty : List.of("{\"header\":{}}", "{\"header\":1,\"kvs\":null}", "{\"kvs\":[]}")) {
            assertThat(count(optional, empty)).as(empty).isZero();
        }
        assertThat(count(optional, "{\"kvs\":[1]}")).isEqualTo(1);
        for (String wrong : List.of(
                "{\"header\":1,\"kvs\":{}}",
                "{\"kvs\":\"none\",\"header\":1}",
                "\"kvs\"",
                "17",
                "null",
                "",
                "{\"kvs\"")) {
            assertThat(count(optional, wrong)).as(wrong).isNegative();
        }
        assertThat(count(new PageItems(items, null), "{\"header\":{}}")).isNegative();
    }

    @Test
    void an_error_is_no_page_without_items() {
        PageItems items = new PageItems(JsonPointer.compile("/data/kvs"), JsonPointer.compile("/data"));
        PageItems beside = new PageItems(JsonPointer.compile("/data/kvs"), JsonPointer.compile("/header"));

        assertThat(count(items, "{\"data\":{}}")).isZero();
        assertThat(count(items, "{\"data\":{\"kvs\":[1]}}")).isEqualTo(1);
        assertThat(count(beside, "{\"header\":1,\"data\":null}")).isZero();
        for (String wrong : List.of(
                "{\"error\":\"timeout\"}",
                "{\"header\":null}",
                "{\"header\":1,\"data\":\"rate limited\"}",
                "{\"header\":1,\"data\":[1]}",
                "[1]")) {
            assertThat(count(beside, wrong)).as(wrong).isNegative();
        }
        PageItems second = new PageItems(JsonPointer.compile("/1/kvs"), JsonPointer.compile("/0"));
        assertThat(count(second, "[1,{}]")).as("a list can hold an element").isZero();
    }

    private static int count(PageItems items, String page) {
        return new PageCutter(items, false, Set.of()).cut(page.getBytes(StandardCharsets.UTF_8))
                        instanceof ParseResult.Got<RawPage>(RawPage got)
                ? got.items().size()
                : -1;
    }

    private static List<String> texts(List<byte[]> items) {
        return items.stream()
                .map(item -> new String(item, StandardCharsets.UTF_8))
                .toList();
    }
}
