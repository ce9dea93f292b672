package dev.gapless.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CoverageOverviewTest {

    /** The stream that fails is the one that holds nothing. */
    @Test
    void streams_that_are_followed_and_hold_nothing_are_listed() {
        JsonNode rows = CoverageOverview.of(
                "forum",
                read("[{\"stream\":\"forum/ann/posts\",\"windows\":2}]"),
                read("[{\"account\":\"ann\",\"streams\":null},{\"account\":\"bob\",\"streams\":[\"likes\"]}]"),
                List.of("posts", "likes"));

        assertThat(rows.valueStream()
                        .map(row -> row.get("stream").asString() + " "
                                + row.get("windows").asInt()))
                .containsExactly("forum/ann/posts 2", "forum/ann/likes 0", "forum/bob/likes 0");
    }

    private static JsonNode read(String json) {
        return JsonMapper.shared().readTree(json);
    }
}
