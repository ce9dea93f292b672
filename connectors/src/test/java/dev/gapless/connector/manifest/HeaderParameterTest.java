package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.ManifestParser.Problem;
import dev.gapless.connector.PageWalk;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters that a source wants in headers of the request. */
class HeaderParameterTest {

    private static final StreamId POSTS = StreamId.parse("forum/ann/posts");

    private static final String MANIFEST = """
            type: rest
            source: forum
            http:
              base-url: https://forum.example
              rate: {per-second: 5, burst: 5}
            streams:
              posts:
                kind: event
                aspects: [creations, deletions]
                item: {id: /id, position: /at, position-unit: milliseconds}
                listing:
                  path: /posts
                  parameters: {"header:X-Of": "{account}", limit: 3}
                  order: newest-first
                  window: {since: "header:X-Since"}
                  paging: {by: cursor, parameter: "header:X-After", next: /next}
                  items: /posts
                  shows: [creations]
                read: {path: "/posts/{item}", parameters: {"header:X-Version": "2"}}
                settle: 1s
                horizon: 1d
                poll: 1s
            """;

    @Test
    void a_cursor_a_bound_and_fixed_values_stand_in_headers() {
        PageWalk walk = ManifestTexts.connector(MANIFEST).walk(POSTS, MiningMode.GAP_FILL, 5_000, 900_000, null);

        HttpCall first = walk.next();
        assertThat(first.uri()).hasToString("https://forum.example/posts?limit=3");
        assertThat(first.headers()).isEqualTo(Map.of("X-Of", "ann", "X-Since", "5"));

        accept(walk, "{\"posts\":[{\"id\":\"a\",\"at\":800}],\"next\":\"b 7\"}");
        HttpCall second = walk.next();
        assertThat(second.uri()).hasToString("https://forum.example/posts?limit=3");
        assertThat(second.headers()).isEqualTo(Map.of("X-Of", "ann", "X-Since", "5", "X-After", "b 7"));
    }

    /** It is the source's text, and would begin a header of its own. */
    @Test
    void a_cursor_begins_no_other_header() {
        PageWalk walk = ManifestTexts.connector(MANIFEST).walk(POSTS, MiningMode.GAP_FILL, 5_000, 900_000, null);
        walk.next();
        accept(walk, "{\"posts\":[{\"id\":\"a\",\"at\":800}],\"next\":\"x\\r\\nHost: other\\u00e4\"}");

        assertThat(walk.next().headers()).containsEntry("X-After", "x%0D%0AHost: other%C3%A4");
    }

    @Test
    void the_pages_behind_a_link_get_the_fixed_headers_too() {
        PageWalk walk = ManifestTexts.connector(
                        MANIFEST.replace("{by: cursor, parameter: \"header:X-After\", next: /next}", "{by: link}"))
                .walk(POSTS, MiningMode.GAP_FILL, 5_000, 900_000, null);
        walk.next();
        walk.accept(
                "{\"posts\":[{\"id\":\"a\",\"at\":800}]}".getBytes(StandardCharsets.UTF_8),
                "</posts?page=2>; rel=\"next\"",
                Long.MAX_VALUE);

        assertThat(walk.next().uri()).hasToString("https://forum.example/posts?page=2");
        assertThat(walk.next().headers()).isEqualTo(Map.of("X-Of", "ann", "X-Since", "5"));
    }

    @Test
    void the_call_for_one_item_has_headers() {
        Connector forum = ManifestTexts.connector(MANIFEST);

        HttpCall read = Objects.requireNonNull(forum.read(POSTS, "p1"));
        assertThat(read.uri()).hasToString("https://forum.example/posts/p1");
        assertThat(read.headers()).isEqualTo(Map.of("X-Version", "2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "header:X-Since | header:Host | streams.posts.listing.parameters | header:NAME with the name of a header that is neither the connection's nor a credential's",
                "header:X-Since | header:authorization | streams.posts.listing.parameters | header:NAME with the name of a header that is neither the connection's nor a credential's",
                "header:X-Since | HEADER:Host | streams.posts.listing.parameters | header:NAME with the name of a header that is neither the connection's nor a credential's",
                "header:X-Since | header:Accept-Encoding | streams.posts.listing.parameters | header:NAME with the name of a header that is neither the connection's nor a credential's",
                "header:X-Since | header:range | streams.posts.listing.parameters | header:NAME with the name of a header that is neither the connection's nor a credential's",
                "header:X-Since | header:X-HTTP-Method-Override | streams.posts.listing.parameters | header:NAME with the name of a header that is neither the connection's nor a credential's",
                "header:X-Since | header:X Since | streams.posts.listing.parameters | header:NAME with the name of a header that is neither the connection's nor a credential's",
                "header:X-Since | header: | streams.posts.listing.parameters | header:NAME with the name of a header that is neither the connection's nor a credential's",
                "header:X-Since | header:x-after | streams.posts.listing.parameters | each header once; x-after is named twice",
                "header:X-Version | header:Cookie | streams.posts.read.parameters | header:NAME with the name of a header that is neither the connection's nor a credential's",
            })
    void a_header_that_is_not_the_sources_own_is_refused(String right, String wrong, String path, String rule) {
        assertThat(MANIFEST).contains(right);

        assertThat(ManifestTexts.problems(MANIFEST.replace(right, wrong)))
                .filteredOn(problem -> problem.path().equals(path))
                .extracting(Problem::rule)
                .containsExactly(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Since", "X-Of", "X-After", "X-Version"})
    void the_header_of_the_credential_carries_no_parameter(String name) {
        String manifest = MANIFEST.replace(
                "source: forum\n",
                "source: forum\nauthentication: {header: %s}\n".formatted(name.toLowerCase(Locale.ROOT)));

        assertThat(ManifestTexts.problems(manifest))
                .extracting(Problem::path, Problem::rule)
                .containsExactly(tuple("streams.posts", "no parameter in a header of authentication: " + name));
    }

    @Test
    void the_header_of_a_signature_carries_no_parameter() {
        String manifest = MANIFEST.replace(
                "source: forum\n",
                "source: forum\nauthentication: {signed: {algorithm: hmac-sha256, text: '{path}',"
                        + " signature: {header: X-Since}}}\n");

        assertThat(ManifestTexts.problems(manifest))
                .extracting(Problem::rule)
                .contains("no parameter in a header of authentication: X-Since");
    }

    @Test
    void the_mark_of_a_header_may_be_written_in_any_case() {
        assertThat(ManifestTexts.connector(MANIFEST.replace("header:X-Since", "Header:X-Since"))
                        .walk(POSTS, MiningMode.GAP_FILL, 5_000, 900_000, null)
                        .next()
                        .headers())
                .containsEntry("X-Since", "5");
    }

    private static void accept(PageWalk walk, String page) {
        walk.accept(page.getBytes(StandardCharsets.UTF_8), Long.MAX_VALUE);
    }
}
