package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.connector.ManifestParser.Problem;
import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.manifest.part.AddressPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule of the parser is told in its own words, and none is without a test that provokes it. */
class ManifestRulesTest {

    private static final Path PARSER = Path.of("../connectors/src/main/java/dev/gapless/connector");
    private static final Path TESTS = Path.of("../connectors/src/test/java/dev/gapless/connector");

    /** What is noted at a key: the rule is the second argument. */
    private static final Pattern RULE =
            Pattern.compile("\\b(?:problem|refuse)\\(\\s*[^,;{]+,\\s*\"((?:[^\"\\\\]|\\\\.)+)\"");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sandbox | lateness: 250ms | `lateness: 250ms\n  dialogue: [hello]` | a list of sections",
                "sandbox | header: Authorization | `basic: true\n  oauth2: {grant: client-credentials, token-url: 'https://a.example/t'}` | not beside oauth2",
                "sandbox | header: Authorization | `header: Authorization\n  basic: true` | one of header, headers, basic, query",
                "sandbox | header: Authorization | note: x | required: one of header, headers, basic, query, oauth2, signed",
                "sandbox | header: Authorization | header: Host | not a header of the connection itself",
                "sandbox | header: Authorization | `signed: {algorithm: hmac-sha256, text: '{query}', timestamp: {query: t, unit: number}, signature: {query: s}}` | a unit of time",
                "sandbox | header: Authorization | `signed: {algorithm: hmac-sha256, text: '{timestamp}', signature: {query: s}}` | required where the text holds {timestamp}",
                "sandbox | header: Authorization | `signed: {algorithm: hmac-sha256, text: '{query}', signature: {encoding: hex}}` | either header or query",
                "sandbox | header: Authorization | `signed: {algorithm: hmac-sha256, text: '{query}', signature: {query: s, encoding: text}}` | hex or base64",
                "sandbox | silence-limit: 4s | silence-limit: 1500ms | at least two heartbeats",
                "sandbox | header: Authorization | `oauth2: {grant: client-credentials, token-url: 'https://a.example/t', parameters: {client_secret: x}}` | parameters beside the grant's own; secrets never stand in a manifest",
                "sandbox | type: /event_type | `type: /event_type\n    untyped: nothing` | a type of socket.events.map or socket.events.ignore",
                "sandbox | type: /event_type | `type: /event_type\n    embedded: ['']` | at most 4 pointers to members of the message",
                "directus | beside: [/event] | beside: [/data/0] | at most 8 pointers to members of the message, none of them around or inside the list of each",
                "directus | each: /data | `` | only where each names a list",
                "atproto | encoding: dag-cbor | encoding: cbor | only beside each and encoding: dag-cbor",
                "atproto | link: /1/ops/cid | link: '' | a pointer to a member of an event",
                "sandbox | equals: subscribed, | equals: subscribed, time-unit: number, | the unit of a time; a count tells no moment",
                "sandbox | equals: subscribed, | equals: subscribed, time-unit: leading-number, | the unit of a time; a count tells no moment",
                "sandbox | time: /position | time-unit: iso | the unit of a time that is named",
                "sandbox | stream: likes, operation | stream: like, operation | a stream of this manifest",
                "sandbox | stream: likes, operation: create | stream: likes, operation: delete | an aspect of the stream",
                "sandbox | stream: likes, operation: create | stream: likes, operation: create, final: true | only where the operation is delete",
                "sandbox | item: {id: /id, position: /created_at, version: /revision} | item: {id: /id, position: /created_at, version-optional: true} | only where version is named, or first-version is position",
                "sandbox | version: /revision, deleted: /deleted} | deleted: /deleted} | required where items change",
                "directus | version-optional: true | `version-optional: true\n      first-version: -1` | a whole number of at most 18 digits, or position",
                "directus | version-unit: iso | `version-unit: number\n      first-version: position` | position only where position-unit and version-unit are both times or both counts",
                "sandbox | item: {id: /id, position: /updated_at | item: {volatile: [/id], id: /id, position: /updated_at | members beside id, position, version, created and deleted; not /id",
                "sandbox | order: oldest-first | `order: oldest-first\n      end: cut` | cut only where the order is newest-first",
                "sandbox | order: newest-first | `order: newest-first\n      items-optional: true` | required beside items-optional",
                "sandbox | order: newest-first | `order: newest-first\n      present: /next` | only beside items-optional",
                "sandbox | order: newest-first | `order: newest-first\n      items-optional: true\n      present: /next\n      end: trusted` | not beside end: trusted",
                "sandbox | order: newest-first | order: none | none beside paging by whole, and nowhere else",
                "kubernetes | order: none | order: oldest-first | none beside paging by whole, and nowhere else",
                "kubernetes | kind: event | `kind: event\n    domain: sequence` | none only where the domain is time",
                "sandbox | {by: cursor, parameter: cursor, next: /next} | {by: page, parameter: page, empty-page: end} | by page, where items change: newest-first and with a total",
                "sandbox | `  comments:\n    kind: event` | `  comments:\n    kind: event\n    domain: sequence` | newest-first, as the domain is sequence, or head, probe or unbounded: newest beside it",
                "sandbox | {by: cursor, parameter: cursor, next: /paging/next} | {by: last-item, parameter: since, empty-page: end} | by the window's own parameter only where item.position is item.id",
                "mastodon | parameter: max_id, | parameter: max_id, first: 0, | as the window's bound: inclusive alike, and without first",
                "sandbox | order: newest-first | `order: newest-first\n      ordered-by: {pointer: /at, unit: number}` | a unit of time, as positions are",
                "sandbox | order: oldest-first | `order: oldest-first\n      ordered-by: {pointer: /at}` | only where the domain is time and the order newest-first",
                "sandbox | parameters: {sort: updated | parameters: {/sort: updated | JSON with a place for /sort",
                "sandbox | parameters: {sort: updated | parameters: {since: updated | each parameter once",
                "github | window: {} | `window: {}\n      body: '{}'` | not with paging by link",
                "sandbox | order: newest-first | `order: newest-first\n      kept-from: /kept` | only beside gone-when",
                "sandbox | order: newest-first | `order: newest-first\n      head: /head` | only where the domain is sequence",
                "sandbox | '{\"action\":\"subscribe\" | '{\"action\":\"subscribe | JSON, with {account}, {account-lower}, {streams} and {now} as values, and {base64:TEXT} and {credential} inside of a text",
                "github | {by: link} | {by: link, more: /more} | not with link",
                "kubernetes | next: /metadata/continue} | next: /metadata/continue, more: /more} | not with whole",
                "mastodon | {by: last-item, parameter: max_id, empty-page: end} | {by: last-item, empty-page: end} | required: a text that is not empty, unless parameters are named",
                "sandbox | cursor, next: /next} | cursor} | required: a JSON pointer (RFC 6901), unless header is named",
                "sandbox | total: /total, more: /has_more} | total: /total, header: X-Total-Count} | not beside total",
                "sandbox | total: /total, more: /has_more} | inexact: true} | more, total or header is required",
                "mastodon | max_id, empty-page: end} | max_id} | end, where nothing else says that no page follows",
                "sandbox | {by: cursor, parameter: cursor, next: /next} | {by: window, next: /next} | paging by window needs order: oldest-first and an inclusive window.since",
                "github | `streams:\n` | `streams: {}\nothers:\n` | at least one stream",
                "sandbox | lateness: 250ms | `lateness: 250ms\n  lateness-limit: 100ms` | at least the lateness",
                "sandbox | subscribed, time: /server_time | subscribed, time: '' | a pointer to a member of the message",
                "sandbox | lateness: 250ms | `lateness: 250ms\n  dialogue: [{}]` | send, await, or both",
                "sandbox | pointer: /type, equals: pong | `when: 'true', pointer: /type` | either when, or pointer and equals",
                "sandbox | pointer: /type, equals: pong | equals: pong | required: a JSON pointer (RFC 6901), unless when tells the message",
                "sandbox | aspects: [creations, edits, deletions] | aspects: [creations, edits] | aspects of the stream",
                "mastodon | settle: 10m | settle: 0s | at least one step of the position",
                "github | poll: 5m | `poll: 5m\n    reconcile: {every: 1d}` | not where listing.end is cut: what is missing may be cut off",
                "sandbox | settle: 1s | `dense: true\n    settle: 1s` | only where the domain is sequence",
                "signals | lateness: 1s | lateness: 0s | at least one step of the streams' positions",
                "signals | stream: signals, operation: create | stream: others, operation: create | a stream of socket.events.map, as it is unlisted",
                "sandbox | settle: 1s | `reconcile: {every: 1d, deletions: {few: 20, most: 5}}\n    settle: 1s` | at least few",
                "sandbox | settle: 1s | `reconcile: {every: 1d}\n    settle: 1s` | an aspect that the listing does not show",
                "mastodon | read: {path: \"/statuses/{item}\"} | note: x | required where reconcile is to find deletions: the call for one item alone",
                "sandbox | settle: 1s | `read: {path: '/v1/posts'}\n    settle: 1s` | {item} in the path or in a parameter",
                "sandbox | settle: 1s | `retention: 5m\n    settle: 10m` | longer than settle",
                "sandbox | base-url: http://127.0.0.1:9190 | base-url: http://127.0.0.1:9190?key=x | no query and no fragment",
                "sandbox | base-url: http://127.0.0.1:9190 | base-url: http://me:x@127.0.0.1:9190 | no user-info",
                "sandbox | allow-private: true | allow-private: false | encrypted",
                "sandbox | allow-private: true | allow-private: false | a public host",
                "binance | limit: 6000, per: 1m, weight: 4 | limit: 3, per: 1m, weight: 4 | at most the limit",
                "sandbox | timeout: 10s | `timeout: 10s\n  key: x` | unknown key",
                "sandbox | header: Authorization | `signed: {algorithm: hmac-sha256, text: '{query}', signature: {header: X, query: y}}` | either header or query",
                "sandbox | header: Authorization | `headers: {'Bad Name': x}` | the name of a header",
                "sandbox | header: Authorization | `headers: {X-Key: 'ä'}` | at most 64 visible ASCII characters",
                "github | `streams:\n  events:` | `streams:\n  Events!:` | 1 to 63 of a-z, 0-9, _ and -, beginning with a letter or digit",
                "mastodon | position-unit: snowflake-mastodon | position-unit: hex | a unit of time, as the domain is time",
                "evm-logs | blocks-per-page: 500 | blocks-per-page: 5000 | at most 1000 beside evidence: receipts",
            })
    void a_rule_is_told_in_its_own_words(String name, String right, String wrong, String rule) {
        String manifest = ManifestTexts.shipped(name);
        String written = right.strip();
        assertThat(manifest).contains(written);

        List<Problem> problems = ManifestTexts.problems(manifest.replace(written, wrong.strip()));

        assertThat(problems)
                .filteredOn(problem -> problem.rule().equals(rule))
                .isNotEmpty()
                .allSatisfy(problem -> {
                    assertThat(problem.remedy()).isNotBlank();
                    assertThat(problem.path()).isNotBlank();
                    assertThat(problem.line()).isPositive();
                });
    }

    @Test
    void a_number_is_needed_for_each_change_where_numbers_prove() {
        String manifest = ManifestTexts.shipped("binance")
                .replace("dense: true", "dense: true\n    aspects: [creations, edits]")
                .replace("order: oldest-first", "order: oldest-first\n      shows: [creations]");

        assertThat(ManifestTexts.problems(manifest))
                .extracting(Problem::rule)
                .contains("a number for each change: listing.shows names all aspects");
    }

    @Test
    void an_address_that_only_the_manifest_allows_is_refused_where_a_manifest_is_handed_in() {
        byte[] sandbox = ManifestTexts.sandbox().getBytes(StandardCharsets.UTF_8);

        assertThat(ManifestReader.read(sandbox, AddressPolicy.PUBLIC_ONLY))
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused -> assertThat(refused.problems())
                                .extracting(Problem::rule)
                                .containsOnly("an address that the operator of this installation allows"));
    }

    /** One that is added without such a test is named here. */
    @Test
    void every_rule_of_the_parser_has_a_test_of_its_words() throws IOException {
        String tests = text(TESTS);
        Set<String> untold = new TreeSet<>();
        int rules = 0;
        Matcher noted = RULE.matcher(text(PARSER));
        while (noted.find()) {
            rules++;
            String words = longestPart(noted.group(1));
            if (!tests.contains(words)) {
                untold.add(noted.group(1));
            }
        }

        assertThat(rules).isGreaterThan(60);
        assertThat(untold).isEmpty();
    }

    /** Between the places that are filled in. */
    private static String longestPart(String rule) {
        return Arrays.stream(rule.split("%[sd]"))
                .map(String::strip)
                .max(Comparator.comparingInt(String::length))
                .orElse(rule);
    }

    private static String text(Path directory) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }
}
