package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.HttpSpec;
import dev.gapless.connector.ManifestParser.Problem;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.StreamSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Listings by stretches of numbers, listings by two members of the last item, and streams without a listing. */
class FurtherListingsTest {

    private static final String RANGES = """
            type: rest
            source: registry
            http:
              base-url: https://numbers.example
              rate: {per-second: 5, burst: 5}
            streams:
              blocks:
                kind: event
                domain: sequence
                item: {id: /id, position: /number}
                listing:
                  path: /blocks
                  order: oldest-first
                  head: /head
                  window: {since: from, until: to}
                  paging: {by: range, width: 100, max-width: 800, limit: 50, too-many-when: "status == 400 && body.error == 'too-many'"}
                  items: /blocks
                poll: 1s
            """;

    private static final String MEMBERS = """
            type: rest
            source: registry
            http:
              base-url: https://numbers.example
              rate: {per-second: 5, burst: 5}
            streams:
              rows:
                kind: event
                item: {id: /id, position: /at, position-unit: milliseconds}
                listing:
                  path: /rows
                  order: oldest-first
                  window: {since: since}
                  paging: {by: last-item, parameters: {after_at: /at, after_id: /id}, empty-page: end}
                  items: ""
                settle: 1s
                horizon: 1d
                poll: 1s
            """;

    private static final String SIGNALS = ManifestTexts.shipped("signals");

    @Test
    void a_call_asks_for_a_stretch_and_knows_the_answer_that_refuses_it() {
        Connector registry = ManifestTexts.connector(RANGES);
        PageWalk walk = registry.walk(StreamId.parse("registry/ann/blocks"), MiningMode.GAP_FILL, 1_000, 5_000, null);

        assertThat(walk.next().uri()).hasToString("https://numbers.example/blocks?from=1000&to=1100");
        assertThat(walk.next().refusal()).isNotNull().satisfies(rule -> {
            assertThat(rule.holds(400, bytes("{\"error\":\"too-many\"}"))).isTrue();
            assertThat(rule.holds(400, bytes("{\"error\":\"other\"}"))).isFalse();
            assertThat(rule.holds(400, bytes("<html>"))).isFalse();
        });
    }

    @Test
    void a_probe_asks_for_one_number_and_reads_the_highest() {
        Connector registry = ManifestTexts.connector(RANGES);
        PageWalk probe = registry.walk(StreamId.parse("registry/ann/blocks"), MiningMode.PROBE, 0, 0, null);

        assertThat(probe.next().uri()).hasToString("https://numbers.example/blocks?from=1&to=2");
        assertThat(probe.accept(bytes("{\"head\":70,\"blocks\":[]}"), Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        PageStep.Page.class, page -> assertThat(page.frontier()).isEqualTo(71));
    }

    /** As of sources that take a filter as JSON in the query, and write numbers in hexadecimal. */
    @Test
    void a_call_carries_its_bounds_inside_the_json_of_a_parameter_in_the_sources_own_form() {
        Connector registry = ManifestTexts.connector(RANGES.replace("/number}", "/number, position-unit: hex}")
                .replace("path: /blocks", "path: /blocks\n      parameters: {q: '{\"of\":\"{account}\",\"range\":{}}'}")
                .replace("since: from, until: to", "since: 'q#/range/from', until: 'q#/range/to'"));
        PageWalk walk = registry.walk(StreamId.parse("registry/ann/blocks"), MiningMode.GAP_FILL, 16, 5_000, null);

        assertThat(walk.next().uri().getQuery())
                .isEqualTo("q={\"of\":\"ann\",\"range\":{\"from\":\"0x10\",\"to\":\"0x74\"}}");
        assertThat(walk.accept(bytes("{\"head\":\"0x46\",\"blocks\":[{\"id\":\"a\",\"number\":\"0x1f\"}]}"), 0))
                .isInstanceOfSatisfying(
                        PageStep.Page.class,
                        page -> assertThat(page.items())
                                .extracting(PageStep.ListedItem::position)
                                .containsExactly(31L));
        PageWalk probe = registry.walk(StreamId.parse("registry/ann/blocks"), MiningMode.PROBE, 0, 0, null);
        assertThat(probe.accept(bytes("{\"head\":\"0x46\",\"blocks\":[]}"), 0))
                .isInstanceOfSatisfying(
                        PageStep.Page.class, page -> assertThat(page.frontier()).isEqualTo(71));
    }

    @Test
    void a_place_inside_a_parameter_that_holds_no_such_json_is_refused() {
        assertRefused(
                RANGES,
                "since: from, until: to",
                "since: 'q#/range/from', until: to",
                "streams.blocks.listing.parameters",
                "q: JSON with a place for q#/range/from");
    }

    @Test
    void a_call_carries_both_members_of_the_last_item() {
        Connector registry = ManifestTexts.connector(MEMBERS);
        PageWalk walk = registry.walk(StreamId.parse("registry/ann/rows"), MiningMode.GAP_FILL, 0, 5_000_000, null);
        assertThat(walk.next().uri()).hasToString("https://numbers.example/rows?since=0");

        assertThat(walk.accept(bytes("[{\"id\":\"a\",\"at\":1000},{\"id\":\"b\",\"at\":1000}]"), Long.MAX_VALUE))
                .isNotNull();
        assertThat(walk.next().uri()).hasToString("https://numbers.example/rows?after_at=1000&after_id=b&since=0");
    }

    @Test
    void a_source_with_a_socket_alone_needs_no_http_and_keeps_nothing() {
        Connector signals = ManifestTexts.connector(SIGNALS);

        assertThat(signals.spec().http()).isEqualTo(HttpSpec.NONE);
        assertThat(signals.spec().streams().values()).singleElement().satisfies(stream -> {
            assertThat(stream.unlisted()).isTrue();
            assertThat(stream.live()).isTrue();
            assertThat(stream.horizon()).isZero();
        });
        assertThat(ManifestTexts.connector(MEMBERS).spec().streams().values())
                .extracting(StreamSpec::unlisted)
                .containsExactly(false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "head: /head | unbounded: newest | streams.blocks.listing.head | required beside paging by range",
                "domain: sequence | domain: time | streams.blocks.listing.paging | by range only where the domain is sequence",
                "order: oldest-first | order: newest-first | streams.blocks.listing.paging.by | paging by range needs order: oldest-first, window.since and window.until",
                "{since: from, until: to} | {since: from} | streams.blocks.listing.paging.by | paging by range needs",
                "width: 100, max-width: 800 | width: 100, max-width: 10 | streams.blocks.listing.paging.max-width | not less than width",
                "width: 100, max-width | max-width | streams.blocks.listing.paging.width | required",
                "width: 100 | width: 0 | streams.blocks.listing.paging.width | a whole number",
                "limit: 50 | limit: 1 | streams.blocks.listing.paging.limit | a whole number",
                "too-many-when: \"status == 400 && | too-many-when: \"state == 400 && | streams.blocks.listing.paging.too-many-when | a CEL expression",
                ", limit: 50, too-many-when: \"status == 400 && body.error == 'too-many'\" | '' | streams.blocks.listing.paging.limit | limit, more or too-many-when is required",
            })
    void a_listing_by_stretches_is_refused_with_its_place(String right, String wrong, String path, String rule) {
        assertRefused(RANGES, right, wrong, path, rule);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "parameters: {after_at: /at, after_id: /id} | parameters: {after_at: /at} | streams.rows.listing.paging.parameters | two members or more",
                "parameters: {after_at: /at, after_id: /id} | parameters: {after_at: at, after_id: /id} | streams.rows.listing.paging.parameters.after_at | a JSON pointer",
                "parameters: {after_at: /at, after_id: /id} | parameters: {since: /at, after_id: /id} | streams.rows.listing.parameters | each parameter once",
                "parameters: {after_at: /at, after_id: /id}, | '' | streams.rows.listing.paging.parameter | required",
                "by: last-item, | by: last-item, parameter: after, | streams.rows.listing.paging.parameter | required",
                "by: last-item, | by: last-item, first: 0, | streams.rows.listing.paging.first | only beside parameter",
            })
    void a_listing_by_members_is_refused_with_its_place(String right, String wrong, String path, String rule) {
        assertRefused(MEMBERS, right, wrong, path, rule);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unlisted: true | unlisted: false | streams.signals.listing | required: a section",
                "unlisted: true | unlisted: false | http | required: a section",
                "poll: 10s | '' | streams.signals.poll | required",
                "unlisted: true | unlisted: maybe | streams.signals.unlisted | true or false",
                "unlisted: true | {unlisted: true, retention: 1d} | streams.signals.retention | not where the stream is unlisted",
                "unlisted: true | {unlisted: true, horizon: 1d} | streams.signals.horizon | not where the stream is unlisted",
                "unlisted: true | {unlisted: true, listing: {path: /x}} | streams.signals.listing | not where the stream is unlisted",
                "unlisted: true | {unlisted: true, domain: sequence} | streams.signals.unlisted | only where the domain is time",
                "{stream: signals, | {stream: other, | streams.signals | a stream of socket.events.map",
            })
    void a_stream_without_a_listing_is_refused_with_its_place(String right, String wrong, String path, String rule) {
        String keys = wrong.startsWith("{unlisted")
                ? wrong.substring(1, wrong.length() - 1).replace(", ", "\n    ")
                : wrong;
        assertRefused(SIGNALS, right, keys, path, rule);
    }

    private static void assertRefused(String manifest, String right, String wrong, String path, String rule) {
        assertThat(manifest).contains(right);
        List<Problem> problems = ManifestTexts.problems(manifest.replace(right, wrong));

        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.rule()).startsWith(rule);
            assertThat(problem.remedy()).isNotBlank();
        });
        assertThat(problems).extracting(Problem::rule).doesNotContain("unknown key");
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
