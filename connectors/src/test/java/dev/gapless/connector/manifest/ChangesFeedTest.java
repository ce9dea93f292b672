package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.ManifestParser.Problem;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.RefusalRule;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A feed of changes that is asked by opaque cursors, each behind the number of its change. */
class ChangesFeedTest {

    private static final StreamId DOCUMENTS = StreamId.parse("documents/ann/documents");

    private static final String MANIFEST = """
            type: rest
            source: documents
            http:
              base-url: https://documents.example
              rate: {per-second: 5, burst: 5}
            streams:
              documents:
                kind: event
                domain: sequence
                aspects: [creations, edits, deletions]
                item:
                  id: /id
                  content: /doc
                  position: /seq
                  position-unit: leading-number
                  version: /seq
                  version-unit: leading-number
                  deleted: /deleted
                listing:
                  path: /{account}/_changes
                  parameters: {include_docs: "true"}
                  order: oldest-first
                  window: {}
                  page-size: {parameter: limit, value: 2}
                  paging: {by: cursor, parameter: since, next: /last_seq, more: /pending, lasting: true}
                  probe: {descending: "true", limit: "1"}
                  items: /results
                poll: 1s
            """;

    private static final String NOTHING = "{\"results\":[],\"last_seq\":\"9-x\",\"pending\":0}";

    private final Connector documents = ManifestTexts.connector(MANIFEST);

    @Test
    void the_highest_number_is_asked_for_by_a_call_of_its_own() {
        PageWalk probe = documents.walk(DOCUMENTS, MiningMode.PROBE, 0, 0, null);

        assertThat(probe.next().uri().getRawQuery().split("&"))
                .containsExactlyInAnyOrder("include_docs=true", "limit=1", "descending=true");
        assertThat(probe.accept(bytes(page(0, change(41, "a", ""))), 0))
                .isInstanceOfSatisfying(
                        PageStep.Page.class, page -> assertThat(page.frontier()).isEqualTo(42));
    }

    @Test
    void pages_follow_while_some_are_pending_and_the_last_one_ends_the_walk() {
        PageWalk walk = documents.walk(DOCUMENTS, MiningMode.GAP_FILL, 0, 10, null);
        assertThat(walk.next().uri()).hasToString("https://documents.example/ann/_changes?include_docs=true&limit=2");

        PageStep first = walk.accept(bytes(page(3, change(1, "a", ""), change(4, "b", ""))), Long.MAX_VALUE);
        assertThat(first).isInstanceOfSatisfying(PageStep.Page.class, page -> {
            assertThat(page.last()).isFalse();
            assertThat(page.items()).extracting(PageStep.ListedItem::itemId).containsExactly("a", "b");
        });
        assertThat(walk.next().uri().getRawQuery()).contains("since=4-x");

        PageStep last = walk.accept(bytes(page(0, change(7, "c", ",\"deleted\":true"))), Long.MAX_VALUE);
        assertThat(last).isInstanceOfSatisfying(PageStep.Page.class, page -> {
            assertThat(page.last()).isTrue();
            assertThat(page.covers()).isNotNull().extracting(Range::to).isEqualTo(10L);
        });
    }

    @Test
    void a_delete_is_said_by_the_feed_and_content_is_the_document() {
        assertThat(read(change(7, "c", ",\"deleted\":true")))
                .isInstanceOfSatisfying(ExtractionResult.Item.class, item -> {
                    assertThat(item.operation()).isEqualTo(ItemOperation.DELETE);
                    assertThat(item.position()).isEqualTo(7);
                    assertThat(item.version()).isEqualTo(7);
                });
        assertThat(read(change(8, "c", ""))).isInstanceOfSatisfying(ExtractionResult.Item.class, item -> {
            assertThat(item.operation()).isEqualTo(ItemOperation.UPDATE);
            assertThat(new String(item.canonical(), StandardCharsets.UTF_8)).isEqualTo("{\"_id\":\"c\"}");
        });
    }

    @Test
    void a_later_walk_begins_at_the_last_cursor_before_its_window() {
        PageWalk walk = documents.walk(DOCUMENTS, MiningMode.GAP_FILL, 0, 10, null);
        walk.accept(bytes(page(3, change(1, "a", ""), change(4, "b", ""))), Long.MAX_VALUE);
        walk.accept(bytes(page(1, change(6, "c", ""), change(7, "d", ""))), Long.MAX_VALUE);

        assertThat(begins(4)).doesNotContain("since=");
        // the change 7 stands before its cursor
        assertThat(begins(7)).contains("since=4-x");
        assertThat(begins(8)).contains("since=7-x");
        assertThat(documents
                        .walk(StreamId.parse("documents/bob/documents"), MiningMode.GAP_FILL, 8, 20, null)
                        .next()
                        .uri()
                        .getRawQuery())
                .doesNotContain("since=");
    }

    /** A walk that began there would not see the change that came before its turn. */
    @Test
    void a_cursor_stands_behind_all_that_came_before_it() {
        PageWalk walk = documents.walk(DOCUMENTS, MiningMode.GAP_FILL, 0, 10, null);
        walk.accept(bytes(page(3, change(1, "a", ""), change(7, "d", ""))), Long.MAX_VALUE);
        assertThat(walk.accept(bytes(page(1, change(5, "c", ""))), Long.MAX_VALUE))
                .isInstanceOf(PageStep.Page.class);

        assertThat(begins(6)).doesNotContain("since=");
        assertThat(begins(8)).contains("since=5-x");
    }

    /** A source that is away for a while has lost nothing. One that never answers there may have. */
    @Test
    void five_walks_ask_at_a_cursor_without_an_answer() {
        walked(documents);
        for (int i = 0; i < 4; i++) {
            assertThat(asksInVain(8)).contains("since=7-x");
        }
        PageWalk answered = documents.walk(DOCUMENTS, MiningMode.GAP_FILL, 8, 10, null);
        assertThat(answered.next().uri().getRawQuery()).contains("since=7-x");
        // it leaves the window, and more follow
        answered.accept(bytes(page(4, change(9, "e", ""), change(12, "f", ""))), Long.MAX_VALUE);

        for (int i = 0; i < 5; i++) {
            assertThat(asksInVain(8)).contains("since=7-x");
        }
        assertThat(begins(8)).doesNotContain("since=");
        assertThat(begins(7)).doesNotContain("since=");
    }

    /** A slice may have to wait before it may ask. */
    @Test
    void a_walk_that_makes_no_call_says_nothing_of_the_cursor() {
        walked(documents);
        for (int i = 0; i < 20; i++) {
            assertThat(begins(8)).contains("since=7-x");
        }
    }

    @Test
    void a_page_that_cannot_be_read_is_no_answer_at_a_cursor() {
        walked(documents);
        for (int i = 0; i < 5; i++) {
            PageWalk walk = documents.walk(DOCUMENTS, MiningMode.GAP_FILL, 8, 20, null);
            assertThat(walk.next().uri().getRawQuery()).contains("since=7-x");
            assertThat(walk.accept(bytes("{\"error\":\"unknown\"}"), Long.MAX_VALUE))
                    .isInstanceOf(PageStep.Unreadable.class);
        }

        assertThat(begins(8)).doesNotContain("since=");
    }

    @Test
    void a_later_page_that_does_not_come_says_nothing_of_the_cursor_where_the_walk_began() {
        walked(documents);
        List<PageWalk> walks = Stream.generate(() -> documents.walk(DOCUMENTS, MiningMode.GAP_FILL, 8, 20, null))
                .limit(6)
                .toList();
        for (PageWalk walk : walks) {
            assertThat(walk.next().uri().getRawQuery()).contains("since=7-x");
            walk.accept(bytes(page(3, change(9, "e", ""))), Long.MAX_VALUE);
        }
        walks.forEach(PageWalk::unanswered);

        assertThat(begins(8)).contains("since=7-x");
    }

    /** Its refusal of a cursor says nothing of the changes. */
    @ParameterizedTest
    @CsvSource({
        "400, true",
        "404, true",
        "410, true",
        "422, true",
        "200, false",
        "401, false",
        "429, false",
        "500, false"
    })
    void a_source_that_has_lost_a_cursor_is_asked_from_the_beginning(int status, boolean lost) {
        walked(documents);
        PageWalk walk = documents.walk(DOCUMENTS, MiningMode.GAP_FILL, 8, 10, null);
        RefusalRule rule = Objects.requireNonNull(walk.next().refusal());
        assertThat(rule.holds(status, new byte[0])).isEqualTo(lost);

        assertThat(walk.restart()).isEqualTo(PageWalk.Narrowing.SMALLER_WINDOW);
        assertThat(walk.next().uri().getRawQuery()).doesNotContain("since=");
        assertThat(walk.next().refusal()).isNull();
        assertThat(begins(7)).doesNotContain("since=");
    }

    @Test
    void an_answer_that_what_is_asked_for_is_gone_says_at_a_cursor_that_the_cursor_is() {
        Connector compacted = ManifestTexts.connector(
                MANIFEST.replace("lasting: true}\n", "lasting: true}\n      gone-when: status == 403\n"));
        walked(compacted);

        PageWalk walk = compacted.walk(DOCUMENTS, MiningMode.GAP_FILL, 8, 10, null);
        RefusalRule rule = Objects.requireNonNull(walk.next().refusal());
        assertThat(rule.holds(403, new byte[0])).isTrue();
        assertThat(rule.holds(410, new byte[0])).isTrue();
    }

    /** It may be a page that says of what is behind it that it is gone. */
    @ParameterizedTest
    @CsvSource({"200, false", "403, true", "500, true"})
    void an_answer_of_200_is_a_page_whatever_it_says(int status, boolean lost) {
        Connector compacted = ManifestTexts.connector(
                MANIFEST.replace("lasting: true}\n", "lasting: true}\n      gone-when: body.state == 'compacted'\n"));
        walked(compacted);

        PageWalk walk = compacted.walk(DOCUMENTS, MiningMode.GAP_FILL, 8, 10, null);
        assertThat(Objects.requireNonNull(walk.next().refusal()).holds(status, bytes("{\"state\":\"compacted\"}")))
                .isEqualTo(lost);
    }

    /** The listing's beginning shows what is kept. What was before would be covered by it, and is not held. */
    @ParameterizedTest
    @CsvSource({"8, true", "9, false", "7, true", "0, true"})
    void a_source_that_has_forgotten_what_is_asked_for_has_not_lost_the_cursor_alone(long kept, boolean lost) {
        Connector compacted = ManifestTexts.connector(MANIFEST.replace(
                "lasting: true}\n", "lasting: true}\n      gone-when: status == 410\n      kept-from: /kept\n"));
        walked(compacted);

        PageWalk walk = compacted.walk(DOCUMENTS, MiningMode.GAP_FILL, 8, 10, null);
        assertThat(Objects.requireNonNull(walk.next().refusal())
                        .holds(410, bytes("{\"kept\":\"%d-x\"}".formatted(kept))))
                .isEqualTo(lost);
    }

    /** A number behind the cursor brought the walk about, so that something must be there. */
    @Test
    void a_numbered_listing_that_shows_nothing_behind_a_cursor_is_read_from_its_beginning() {
        walked(documents);
        PageWalk walk = documents.walk(DOCUMENTS, MiningMode.GAP_FILL, 8, 10, null);
        assertThat(walk.next().uri().getRawQuery()).contains("since=7-x");

        assertThat(walk.accept(bytes(NOTHING), Long.MAX_VALUE)).isInstanceOf(PageStep.Again.class);
        assertThat(walk.next().uri().getRawQuery()).doesNotContain("since=");
        assertThat(begins(8)).doesNotContain("since=");
        // nothing there either: that is the listing's word
        assertThat(walk.accept(bytes(NOTHING), Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        PageStep.Page.class, page -> assertThat(page.covers()).isEqualTo(Range.of(8, 10)));
    }

    @Test
    void an_empty_listing_of_times_is_believed_only_at_a_cursor_behind_which_nothing_was_seen() {
        Connector timed = ManifestTexts.connector(MANIFEST.replace("    domain: sequence\n", "")
                .replace("position: /seq", "position: /at")
                .replace("position-unit: leading-number", "position-unit: seconds")
                .replace("      probe: {descending: \"true\", limit: \"1\"}\n", "")
                .replace("    poll: 1s", "    settle: 1s\n    horizon: 1d\n    poll: 1s"));
        PageWalk first = timed.walk(DOCUMENTS, MiningMode.GAP_FILL, 0, 10_000_000, null);
        first.accept(bytes(page(3, timed(1, "a"), timed(4, "b"))), Long.MAX_VALUE);
        first.accept(bytes(NOTHING), Long.MAX_VALUE);

        PageWalk quiet = timed.walk(DOCUMENTS, MiningMode.GAP_FILL, 8_000_000, 10_000_000, null);
        assertThat(quiet.next().uri().getRawQuery()).contains("since=4-x");
        assertThat(quiet.accept(bytes(NOTHING), Long.MAX_VALUE)).isInstanceOf(PageStep.Page.class);

        PageWalk busy = timed.walk(DOCUMENTS, MiningMode.GAP_FILL, 8_000_000, 10_000_000, null);
        busy.accept(bytes(page(0, timed(9, "c"))), Long.MAX_VALUE);
        PageWalk lost = timed.walk(DOCUMENTS, MiningMode.GAP_FILL, 8_000_000, 10_000_000, null);
        assertThat(lost.next().uri().getRawQuery()).contains("since=4-x");
        assertThat(lost.accept(bytes(NOTHING), Long.MAX_VALUE)).isInstanceOf(PageStep.Again.class);
        assertThat(lost.next().uri().getRawQuery()).doesNotContain("since=");
    }

    /** A slice may end between the pages, and the next one must know what stood on the first. */
    @Test
    void a_walk_that_goes_on_knows_what_stands_before_its_cursors() {
        PageWalk walk = documents.walk(DOCUMENTS, MiningMode.GAP_FILL, 0, 30, null);
        walk.accept(bytes(page(3, change(1, "a", ""), change(7, "d", ""))), Long.MAX_VALUE);
        walk.accept(bytes(page(3, change(5, "c", ""))), Long.MAX_VALUE);
        PageWalk next = documents.walk(DOCUMENTS, MiningMode.GAP_FILL, 0, 30, walk.resume());
        assertThat(next.accept(bytes(page(3, change(6, "e", ""))), Long.MAX_VALUE))
                .isInstanceOf(PageStep.Page.class);

        assertThat(begins(7)).doesNotContain("since=");
        assertThat(begins(8)).contains("since=6-x");
    }

    @Test
    void a_walk_that_goes_on_where_an_older_release_ended_remembers_nothing() {
        PageWalk walk = documents.walk(DOCUMENTS, MiningMode.GAP_FILL, 0, 30, null);
        walk.accept(bytes(page(3, change(1, "a", ""), change(4, "b", ""))), Long.MAX_VALUE);
        String older = walk.resume().replace(",\"highest\":4", "");
        assertThat(older).isNotEqualTo(walk.resume());
        Connector another = ManifestTexts.connector(MANIFEST);

        PageWalk next = another.walk(DOCUMENTS, MiningMode.GAP_FILL, 0, 30, older);
        assertThat(next.next().uri().getRawQuery()).contains("since=4-x");
        assertThat(next.accept(bytes(page(3, change(6, "e", ""))), Long.MAX_VALUE))
                .isInstanceOf(PageStep.Page.class);
        assertThat(another.walk(DOCUMENTS, MiningMode.GAP_FILL, 20, 30, null)
                        .next()
                        .uri()
                        .getRawQuery())
                .doesNotContain("since=");
    }

    /** Other walks would begin in it. */
    @Test
    void cursors_that_lead_in_a_circle_are_not_remembered() {
        walked(documents);
        PageWalk walk = documents.walk(DOCUMENTS, MiningMode.GAP_FILL, 8, 20, null);
        walk.accept(bytes(page(3, change(9, "e", ""))), Long.MAX_VALUE);

        assertThat(walk.accept(
                        bytes(page(3, change(12, "f", "")).replace("\"last_seq\":\"12-x\"", "\"last_seq\":\"7-x\"")),
                        Long.MAX_VALUE))
                .isInstanceOf(PageStep.Looping.class);
        assertThat(begins(15)).doesNotContain("since=");
        assertThat(walk.restart()).isEqualTo(PageWalk.Narrowing.SMALLER_WINDOW);
        assertThat(walk.next().uri().getRawQuery()).doesNotContain("since=");
    }

    @Test
    void a_stream_that_is_asked_with_other_parameters_has_other_cursors() {
        String stream = MANIFEST.substring(MANIFEST.indexOf("  documents:\n"));
        Connector both = ManifestTexts.connector(MANIFEST
                + stream.replace("  documents:\n", "  mine:\n")
                        .replace("include_docs: \"true\"", "include_docs: \"true\", filter: mine"));
        walked(both);

        assertThat(both.walk(StreamId.parse("documents/ann/mine"), MiningMode.GAP_FILL, 8, 20, null)
                        .next()
                        .uri()
                        .getRawQuery())
                .doesNotContain("since=");
    }

    /** Otherwise it would find no more than the walk that it checks. */
    @ParameterizedTest
    @CsvSource({"AUDIT, false", "RECONCILE, false", "INCREMENTAL, true"})
    void an_audit_begins_at_no_cursor_of_another_walk(MiningMode mode, boolean known) {
        walked(documents);

        assertThat(documents
                        .walk(DOCUMENTS, mode, 8, 20, null)
                        .next()
                        .uri()
                        .getRawQuery()
                        .contains("since="))
                .isEqualTo(known);
    }

    @Test
    void a_cursor_that_does_not_last_begins_no_other_walk() {
        Connector passing = ManifestTexts.connector(MANIFEST.replace(", lasting: true", ""));
        PageWalk walk = passing.walk(DOCUMENTS, MiningMode.GAP_FILL, 0, 10, null);
        walk.accept(bytes(page(3, change(1, "a", ""), change(4, "b", ""))), Long.MAX_VALUE);

        assertThat(passing.walk(DOCUMENTS, MiningMode.GAP_FILL, 8, 20, null)
                        .next()
                        .uri()
                        .getRawQuery())
                .doesNotContain("since=");
    }

    @ParameterizedTest
    @CsvSource({"\"3\"", "-1", "1.5", "null"})
    void what_is_neither_a_flag_nor_a_count_says_nothing_of_another_page(String pending) {
        PageWalk walk = documents.walk(DOCUMENTS, MiningMode.GAP_FILL, 0, 10, null);

        assertThat(walk.accept(
                        bytes("{\"results\":[%s],\"last_seq\":\"1-x\",\"pending\":%s}"
                                .formatted(change(1, "a", ""), pending)),
                        Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        PageStep.Unreadable.class,
                        refused -> assertThat(refused.detail())
                                .endsWith("(expected: true, false, or how many items follow)"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "window: {} | window: {since: since} | streams.documents.listing.paging.lasting | only where the order is oldest-first and window has neither since nor until",
                "window: {} | window: {until: before} | streams.documents.listing.paging.lasting | only where the order is oldest-first and window has neither since nor until",
                "order: oldest-first | order: newest-first | streams.documents.listing.paging.lasting | only where the order is oldest-first and window has neither since nor until",
                "lasting: true | lasting: perhaps | streams.documents.listing.paging.lasting | true or false",
                "probe: {descending: \"true\", limit: \"1\"} | probe: {\"header:Host\": x} | streams.documents.listing.probe | header:NAME with the name of a header that is neither the connection's nor a credential's",
                "probe: {descending: \"true\", limit: \"1\"} | probe: {/limit: \"1\"} | streams.documents.listing.body | JSON with a place for /limit",
                "probe: {descending: \"true\", limit: \"1\"} | probe: newest | streams.documents.listing.probe | a section",
                "probe: {descending: \"true\", limit: \"1\"} | end: confirmed | streams.documents.listing.order | newest-first, as the domain is sequence, or head, probe or unbounded: newest beside it",
            })
    void every_mistake_is_told(String right, String wrong, String path, String rule) {
        assertThat(MANIFEST).contains(right);

        assertThat(ManifestTexts.problems(MANIFEST.replace(right, wrong)))
                .filteredOn(problem -> problem.path().equals(path))
                .extracting(Problem::rule)
                .containsExactly(rule);
    }

    @Test
    void a_probe_is_for_numbers_that_are_not_asked_by_stretches() {
        assertThat(ManifestTexts.problems(ManifestTexts.sandbox()
                        .replace(
                                "path: /v1/accounts/{account}/posts\n",
                                "path: /v1/accounts/{account}/posts\n      probe: {limit: 1}\n")))
                .extracting(Problem::path, Problem::rule)
                .containsExactly(org.assertj.core.api.Assertions.tuple(
                        "streams.posts.listing.probe", "only where the domain is sequence"));
        assertThat(ManifestTexts.problems(MANIFEST.replace("window: {}", "window: {since: from, until: to}")
                        .replace(
                                "{by: cursor, parameter: since, next: /last_seq, more: /pending, lasting: true}",
                                "{by: range, width: 5, more: /pending}")))
                .extracting(Problem::rule)
                .contains("not beside paging by range");
    }

    private static void walked(Connector source) {
        PageWalk walk = source.walk(DOCUMENTS, MiningMode.GAP_FILL, 0, 10, null);
        walk.accept(bytes(page(3, change(1, "a", ""), change(4, "b", ""))), Long.MAX_VALUE);
        walk.accept(bytes(page(1, change(6, "c", ""), change(7, "d", ""))), Long.MAX_VALUE);
    }

    /** Twice, as a slice that tries again. */
    private String asksInVain(long from) {
        PageWalk walk = documents.walk(DOCUMENTS, MiningMode.GAP_FILL, from, 20, null);
        String asked = walk.next().uri().getRawQuery();
        walk.unanswered();
        walk.unanswered();
        return asked;
    }

    private static String timed(long seconds, String id) {
        return change(seconds, id, ",\"at\":" + seconds);
    }

    private String begins(long from) {
        return documents
                .walk(DOCUMENTS, MiningMode.GAP_FILL, from, 20, null)
                .next()
                .uri()
                .getRawQuery();
    }

    private ExtractionResult read(String element) {
        return documents.extract(new CapturedRecord(
                DOCUMENTS,
                "c",
                RecordKind.LISTED,
                element.getBytes(StandardCharsets.UTF_8),
                IngestPath.MINED,
                Instant.EPOCH,
                "",
                0));
    }

    private static String change(long seq, String id, String more) {
        return "{\"seq\":\"%d-x\",\"id\":\"%s\",\"changes\":[{\"rev\":\"1-f\"}]%s,\"doc\":{\"_id\":\"%s\"}}"
                .formatted(seq, id, more, id);
    }

    private static String page(int pending, String... changes) {
        String last = changes[changes.length - 1];
        return "{\"results\":[%s],\"last_seq\":\"%s\",\"pending\":%d}"
                .formatted(String.join(",", changes), last.substring(8, last.indexOf('"', 8)), pending);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
