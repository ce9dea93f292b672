package dev.gapless.connector.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ManifestParser.Problem;
import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.manifest.part.AddressPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestReaderTest {

    private final String sandbox = ManifestTexts.sandbox();

    @Test
    void all_mistakes_are_named_at_once_each_with_its_line_path_and_value() {
        String broken = with("per-second: 20", "per-second: many");
        broken = broken.replace("heartbeat: 1s", "heartbeat: 1 second");
        broken = broken.replace("title: Sandbox platform", "titel: Sandbox platform");
        broken = broken.replace("stream: likes, operation: create", "stream: like, operation: create");
        broken = broken.replace("paging: {by: offset", "paging: {by: pages");
        broken = broken.replace("position: /updated_at, version: /revision, deleted", "version: revision, deleted");

        assertThat(ManifestTexts.problems(broken))
                .extracting(Problem::line, Problem::path, Problem::value)
                .containsExactly(
                        place(broken, "titel:", "titel", "Sandbox platform"),
                        place(broken, "per-second", "http.rate.per-second", "many"),
                        place(broken, "heartbeat", "socket.heartbeat", "1 second"),
                        place(broken, "like_added", "socket.events.map.like_added.stream", "like"),
                        place(broken, "version: revision", "streams.posts.item.position", ""),
                        place(broken, "version: revision", "streams.posts.item.version", "revision"),
                        place(broken, "by: pages", "streams.comments.listing.paging.by", "pages"));
    }

    @Test
    void an_unknown_key_is_refused_with_the_known_ones() {
        assertThat(ManifestTexts.problems(with("timeout: 10s", "time-out: 10s")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo("http.time-out");
                    assertThat(problem.rule()).isEqualTo("unknown key");
                    assertThat(problem.remedy())
                            .isEqualTo(
                                    "did you mean timeout? known here: base-url, breaker, max-page, pool, rate, timeout");
                });
    }

    @Test
    void a_missing_section_is_one_problem_and_not_one_for_each_of_its_keys() {
        String without = sandbox.replace("  confirmation: {", "  # {");
        assertThat(ManifestTexts.problems(without)).extracting(Problem::path).containsExactly("socket.confirmation");
    }

    @Test
    void a_key_given_twice_is_refused_at_the_second() {
        String twice = with("timeout: 10s", "timeout: 10s\n  timeout: 20s");
        assertThat(ManifestTexts.problems(twice))
                .extracting(Problem::line, Problem::path)
                .containsExactly(tuple(lineOf(twice, "timeout: 20s"), "http.timeout"));
    }

    @Test
    void a_syntax_error_has_its_line() {
        String broken = with("timeout: 10s", "timeout: [10s");
        assertThat(ManifestTexts.problems(broken)).singleElement().satisfies(problem -> {
            assertThat(problem.rule()).startsWith("YAML");
            assertThat(problem.line()).isBetween(lineOf(broken, "[10s"), lineOf(broken, "[10s") + 1);
        });
    }

    @Test
    void an_alias_is_refused() {
        assertThat(ManifestTexts.problems("a: &x [1]\nb: *x\n"))
                .extracting(Problem::line, Problem::rule)
                .containsExactly(tuple(2, "no aliases"));
    }

    @Test
    void a_manifest_that_is_too_deep_is_refused() {
        assertThat(ManifestTexts.problems("a: " + "[".repeat(5_000) + "]".repeat(5_000)))
                .extracting(Problem::rule)
                .containsExactly("at most 20 levels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "- a\n- b\n", "text", "type: soap\n", "a: 1\n---\nb: 2\n"})
    void what_is_no_manifest_at_all_is_refused_in_one_problem(String text) {
        assertThat(ManifestTexts.problems(text)).hasSize(1);
    }

    @Test
    void bytes_that_are_not_utf_8_are_refused() {
        assertThat(ManifestReader.read(new byte[] {'a', ':', (byte) 0xc3}))
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused -> assertThat(refused.problems())
                                .extracting(Problem::rule)
                                .containsExactly("UTF-8"));
    }

    @Test
    void a_placeholder_of_the_environment_is_not_expanded() {
        assertThat(ManifestTexts.problems(with("source: sandbox", "source: ${USER}")))
                .extracting(Problem::value)
                .containsExactly("${USER}");
    }

    @ParameterizedTest
    @CsvSource({
        "http://api.example.com, encrypted",
        "https://127.0.0.1, a public host",
        "https://localhost:8443, a public host",
        "https://db.localhost, a public host",
        "https://10.1.2.3, a public host",
        "https://169.254.169.254, a public host",
        "https://[::1], a public host",
        "https://[fd00::1], a public host",
        "https://[::ffff:10.0.0.1], a public host",
        "https://2130706433, 'an IPv4 address in four decimal numbers, without leading zeros'",
        "'https://0x7f.1', 'a URL that begins with https:// or http://, with a host'",
        "https://user:pw@api.example.com, no user-info",
        "https://api.example.com?a=b, no query and no fragment",
    })
    void without_leave_for_private_networks_a_base_url_is_refused(String url, String rule) {
        String publicOnly = sandbox.replace("allow-private: true", "allow-private: false")
                .replace("url: ws://127.0.0.1:9190", "url: wss://live.example.com")
                .replace("http://127.0.0.1:9190", "'" + url + "'");
        assertThat(ManifestTexts.problems(publicOnly))
                .extracting(Problem::path, Problem::rule)
                .containsExactly(tuple("http.base-url", rule));
    }

    @Test
    void public_encrypted_urls_need_no_leave() {
        String publicOnly = sandbox.replace("allow-private: true", "allow-private: false")
                .replace("url: ws://127.0.0.1:9190", "url: wss://live.example.com")
                .replace("http://127.0.0.1:9190", "https://api.example.com/base");
        assertThat(ManifestTexts.problems(publicOnly)).isEmpty();
    }

    @Test
    void a_password_in_a_url_is_not_repeated() {
        assertThat(ManifestTexts.problems(with("base-url: http://", "base-url: http://me:hunter2@")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.value()).isEqualTo("http://***@127.0.0.1:9190"));
    }

    @Test
    void what_looks_like_a_secret_is_not_repeated() {
        assertThat(ManifestTexts.problems(with("timeout: 10s", "api-token: hunter2")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.value()).isEqualTo("***"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "order: newest-first | order: oldest | streams.posts.listing.order",
                "paging: {by: window, next: /next_since} | paging: {by: window} | streams.likes.listing.paging.next",
                "total: /total, more: /has_more | next: /x | streams.comments.listing.paging.more",
                "position: /updated_at, version: /revision, deleted | position: /updated_at, deleted | streams.posts.item.version",
                "parameters: {sort: updated | parameters: {since: now, sort: updated | streams.posts.listing.parameters",
                "path: /v1/accounts/{account}/posts | path: /v1/../{account} | streams.posts.listing.path",
                "path: /v1/accounts/{account}/posts | path: /v1/{id} | streams.posts.listing.path",
                "operation: create} | operation: delete} | socket.events.map.comment_added.operation",
                "silence-limit: 4s | silence-limit: 1500ms | socket.silence-limit",
                "header: Authorization | header: Host | authentication.header",
                "message: '{\"action\" | message: '{\"action | socket.ping.message",
                "lateness: 250ms | lateness: soon | socket.lateness",
                "max-page: 4MB | max-page: 1GB | http.max-page",
                "order: oldest-first | order: newest-first | streams.likes.listing.paging.by",
                "limit, value: 100 | limit, value: 1 | streams.comments.listing.page-size.value",
                "aspects: [creations, edits, deletions] | aspects: [creations, edits] | streams.posts.listing.shows",
                "paging: {by: cursor, parameter: cursor, next: /next} | paging: {by: last-item, parameter: id} | streams.posts.listing.paging.empty-page",
                "paging: {by: cursor, parameter: cursor, next: /next} | paging: {by: page, parameter: page, empty-page: end} | streams.posts.listing.paging",
                "paging: {by: cursor, parameter: cursor, next: /next} | paging: {by: cursor, parameter: /cursor, next: /next} | streams.posts.listing.body",
                "paging: {by: cursor, parameter: cursor, next: /next} | paging: {by: link, more: /more} | streams.posts.listing.paging.more",
                "order: newest-first | body: none | streams.posts.listing.body",
                "header: Authorization | basic: true | authentication.prefix",
            })
    void a_rule_that_is_broken_is_named(String right, String wrong, String path) {
        assertThat(ManifestTexts.problems(with(right, wrong)))
                .extracting(Problem::path)
                .contains(path);
    }

    /** An account's id is written by the caller that adds the account, so it says nothing of where to connect to. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "base-url: http://127.0.0.1:9190 | base-url: http://{account}:9190 | http.base-url",
                "base-url: http://127.0.0.1:9190 | base-url: http://127.0.0.1:9190/{account} | http.base-url",
                "url: ws://127.0.0.1:9190 | url: ws://{account}:9190 | socket.url",
                "url: ws://127.0.0.1:9190 | url: ws://{account}.example.com | socket.url",
                "base-url: http://127.0.0.1:9190 | base-url: http://2130706433:9190 | http.base-url",
                "base-url: http://127.0.0.1:9190 | base-url: http://127.0.0.01:9190 | http.base-url",
                "url: ws://127.0.0.1:9190 | url: ws://0x7f.1:9190 | socket.url"
            })
    void a_host_is_written_plainly_even_where_private_ones_are_allowed(String right, String wrong, String path) {
        assertThat(ManifestTexts.problems(with(right, wrong)))
                .extracting(Problem::path)
                .containsExactly(path);
    }

    @Test
    void an_address_that_the_operator_does_not_allow_is_refused_with_its_place() {
        byte[] yaml = sandbox.getBytes(StandardCharsets.UTF_8);

        assertThat(ManifestReader.read(yaml, AddressPolicy.of(List.of("127.0.0.0/8"))))
                .isInstanceOf(Reading.Accepted.class);
        assertThat(ManifestReader.read(yaml, AddressPolicy.PUBLIC_ONLY))
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused -> assertThat(refused.problems())
                                .extracting(Problem::line, Problem::path, Problem::value)
                                .containsExactly(
                                        place(sandbox, "base-url", "http.base-url", "http://127.0.0.1:9190"),
                                        place(
                                                sandbox,
                                                "url: ws",
                                                "socket.url",
                                                "ws://127.0.0.1:9190/v1/accounts/{account}/live")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timeout: 10s | timeuot: 10s | timeout",
                "order: newest-first | order: newest-frist | newest-first",
                "items: /data | item: /data | items",
                "aspects: [creations, edits | aspects: [creation, edits | creations"
            })
    void what_was_meant_is_named_with_its_column(String right, String wrong, String meant) {
        assertThat(ManifestTexts.problems(with(right, wrong))).anySatisfy(problem -> {
            assertThat(problem.remedy()).startsWith("did you mean %s? ".formatted(meant));
            assertThat(problem.column()).isGreaterThan(1);
        });
    }

    @Test
    void a_numbered_stream_is_listed_newest_first_and_its_positions_are_numbers() {
        String numbered = with("aspects: [creations]", "domain: sequence\n    aspects: [creations]")
                .replaceFirst("position: /created_at", "position: /created_at, position-unit: seconds");
        assertThat(ManifestTexts.problems(numbered))
                .extracting(Problem::path)
                .containsExactly(
                        "streams.comments.item.position-unit",
                        "streams.comments.listing.order",
                        "streams.likes.listing.order",
                        "streams.transactions.listing.order");
    }

    @ParameterizedTest
    @CsvSource({"'', 100, 200", "'end: confirmed', 100, 200", "'end: trusted',,"})
    void the_end_of_a_listing_is_proof_by_itself_only_where_the_manifest_trusts_it(
            String end, @Nullable Long from, @Nullable Long to) {
        String paging = "      paging: {by: cursor, parameter: cursor, next: /next}\n";
        Connector sandbox = ManifestTexts.connector(
                ManifestTexts.sandbox().replaceFirst(Pattern.quote(paging), paging + "      " + end + "\n"));
        PageWalk walk = sandbox.walk(StreamId.parse("sandbox/ann/posts"), MiningMode.GAP_FILL, 100, 200, null);

        assertThat(walk.accept("{\"data\":[]}".getBytes(UTF_8), Long.MAX_VALUE))
                .isInstanceOfSatisfying(PageStep.Page.class, page -> {
                    assertThat(page.covers()).isEqualTo(new Range(100, 200));
                    assertThat(page.unseen()).isEqualTo(from == null || to == null ? null : new Range(from, to));
                });
    }

    @Test
    void positions_in_seconds_need_a_second_of_lateness_and_of_settling() {
        String seconds = with("position: /updated_at,", "position: /updated_at, position-unit: seconds,")
                .replaceFirst("settle: 1s", "settle: 500ms");
        assertThat(ManifestTexts.problems(seconds))
                .extracting(Problem::path)
                .containsExactly("socket.lateness", "streams.posts.settle");
    }

    private String with(String right, String wrong) {
        assertThat(sandbox).contains(right);
        return sandbox.replace(right, wrong);
    }

    private static Tuple place(String text, String at, String path, String value) {
        return tuple(lineOf(text, at), path, value);
    }

    private static int lineOf(String text, String part) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(part)) {
                return i + 1;
            }
        }
        throw new AssertionError(part);
    }
}
