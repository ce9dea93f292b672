package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gapless.connector.ManifestParser.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids that are not as the source writes them name nothing in a call. */
class DecodedIdentifierTest {

    private static final String PAGED = NumberedSocket.with(NumberedSocket.TIMED, "");
    private static final String READ = PAGED.replace("by: last-item, parameter: before, empty-page: end", "by: link")
            .replace("    poll: 1s\n", "    poll: 1s\n    read: {path: '/notes/{item}'}\n");

    @ParameterizedTest
    @ValueSource(strings = {"lower", "base64", "hex"})
    void a_page_does_not_begin_behind_an_id_that_is_rewritten(String how) {
        assertThat(ManifestTexts.problems(id(PAGED, how)))
                .extracting(Problem::path, Problem::rule)
                .containsExactly(tuple(
                        "streams.notes.listing.paging",
                        "by parameter only where no part of item.id is read by lower, base64 or hex"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"base64", "hex"})
    void an_item_is_not_read_by_an_id_that_is_decoded(String how) {
        assertThat(ManifestTexts.problems(id(READ, how)))
                .extracting(Problem::path, Problem::rule)
                .containsExactly(tuple("streams.notes.read", "only where no part of item.id is read by base64 or hex"));
    }

    @Test
    void ids_in_lower_case_and_last_segments_name_items() {
        assertThat(ManifestTexts.problems(id(READ, "lower"))).isEmpty();
        assertThat(ManifestTexts.problems(id(PAGED, "segment"))).isEmpty();
    }

    private static String id(String manifest, String how) {
        return manifest.replace("item: {id: /id,", "item: {id: '{/id|%s}',".formatted(how));
    }
}
