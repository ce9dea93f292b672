package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.DeletionLimits;
import dev.gapless.connector.ManifestParser.Problem;
import dev.gapless.connector.StreamSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a manifest says of items that are held already. */
class UpkeepTest {

    private static final String SHOWS = "      shows: [creations, edits, deletions]\n";
    private static final StreamId POSTS = new StreamId("sandbox", "a:b", "posts");

    /** The posts of the sandbox, as if deleted ones were not listed. */
    private static String posts(String upkeep) {
        String sandbox = ManifestTexts.sandbox();
        assertThat(sandbox).contains(SHOWS);
        return sandbox.replace(SHOWS, "      shows: [creations, edits]\n" + upkeep.indent(4));
    }

    private static final String WHOLE = """
            retention: 30d
            reconcile: {every: 1h}
            read: {path: "/v1/accounts/{account}/posts/{item}"}
            """;

    @Test
    void retention_and_reconciliation_reach_the_stream() {
        StreamSpec posts =
                ManifestTexts.connector(posts(WHOLE)).spec().streams().get("posts");

        assertThat(posts).isNotNull();
        assertThat(posts.retention()).isEqualTo(Duration.ofDays(30));
        assertThat(posts.reconcile()).isEqualTo(Duration.ofHours(1));
        assertThat(posts.deletions()).isEqualTo(DeletionLimits.DEFAULT);
    }

    @Test
    void limits_of_deletions_reach_the_stream_and_what_is_not_said_is_the_default() {
        String limited = WHOLE.replace("{every: 1h}", "{every: 1h, deletions: {few: 300, percent: 50}}");

        assertThat(ManifestTexts.connector(posts(limited)).spec().streams().get("posts"))
                .isNotNull()
                .extracting(StreamSpec::deletions)
                .isEqualTo(new DeletionLimits(300, 50, 1_000));
        assertThat(ManifestTexts.problems(posts(WHOLE.replace("{every: 1h}", "{every: 1h, deletions: {few: 2000}}"))))
                .singleElement()
                .satisfies(problem -> assertThat(problem.path()).isEqualTo("streams.posts.reconcile.deletions.most"));
    }

    @Test
    void one_item_is_read_at_its_own_address_and_its_id_stays_one_path_segment() {
        Connector sandbox = ManifestTexts.connector(posts(WHOLE));

        assertThat(sandbox.read(POSTS, "x/../{account}?ä"))
                .isNotNull()
                .satisfies(call -> assertThat(call.uri())
                        .hasToString("http://127.0.0.1:9190/v1/accounts/a%3Ab/posts/x%2F..%2F%7Baccount%7D%3F%C3%A4"));
        assertThat(sandbox.read(POSTS, "..")).isNull();
        assertThat(sandbox.read(new StreamId("sandbox", "a", "likes"), "x")).isNull();
    }

    @Test
    void nothing_said_is_nothing_kept_and_nothing_compared() {
        Connector sandbox = ManifestTexts.connector(posts(""));

        assertThat(sandbox.spec().streams().get("posts"))
                .extracting(StreamSpec::retention, StreamSpec::reconcile)
                .containsExactly(null, null);
        assertThat(sandbox.read(POSTS, "x")).isNull();
    }

    @Test
    void reconciliation_without_a_way_to_read_one_item_is_refused_where_deletions_are_to_be_found() {
        assertThat(ManifestTexts.problems(posts("reconcile: {every: 1h}")))
                .extracting(Problem::path, Problem::value, Problem::rule)
                .containsExactly(tuple(
                        "streams.posts.read",
                        "",
                        "required where reconcile is to find deletions: the call for one item alone"));
    }

    @Test
    void reconciliation_of_what_the_listing_shows_anyhow_is_refused() {
        String pointless = ManifestTexts.sandbox().replace(SHOWS, SHOWS + WHOLE.indent(4));

        assertThat(ManifestTexts.problems(pointless)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("streams.posts.reconcile");
            assertThat(pointless.lines().toList().get(problem.line() - 1)).contains("reconcile:");
            assertThat(problem.rule()).isEqualTo("an aspect that the listing does not show");
            assertThat(problem.remedy()).contains("listing.shows");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retention: 30d | retention: long | streams.posts.retention",
                "retention: 30d | retention: 1s | streams.posts.retention",
                "every: 1h | every: hourly | streams.posts.reconcile.every",
                "every: 1h | often: 1h | streams.posts.reconcile.every",
                "posts/{item} | posts | streams.posts.read.path",
                "posts/{item} | {id}/{item} | streams.posts.read.path",
                "posts/{item} | ../{item} | streams.posts.read.path",
                "{path: | {url: | streams.posts.read.path",
            })
    void a_rule_that_is_broken_is_named(String right, String wrong, String path) {
        assertThat(WHOLE).contains(right);
        assertThat(ManifestTexts.problems(posts(WHOLE.replace(right, wrong))))
                .extracting(Problem::path)
                .contains(path);
    }

    @Test
    void a_source_that_forgets_before_it_has_settled_is_refused() {
        String forgetful = posts(WHOLE).replaceFirst("settle: 1s", "settle: 8d");
        assertThat(ManifestTexts.problems(forgetful)).extracting(Problem::path).contains("streams.posts.settle");
        assertThat(ManifestTexts.problems(posts(WHOLE.replace("30d", "1m")).replaceFirst("settle: 1s", "settle: 2m")))
                .extracting(Problem::path, Problem::rule)
                .containsExactly(tuple("streams.posts.retention", "longer than settle"));
    }

    @Test
    void numbered_streams_and_snapshots_have_none_of_it() {
        String likes = ManifestTexts.sandbox().replace("  likes:\n    kind: event\n", """
                          likes:
                            kind: event
                            domain: sequence
                            retention: 1d
                            reconcile: {every: 1h}
                        """);
        assertThat(ManifestTexts.problems(likes))
                .extracting(Problem::path, Problem::rule)
                .contains(
                        tuple("streams.likes.retention", "only where the domain is time"),
                        tuple("streams.likes.reconcile", "only where the domain is time"));

        String profile =
                ManifestTexts.sandbox().replace("    kind: snapshot\n", "    kind: snapshot\n    retention: 1d\n");
        assertThat(ManifestTexts.problems(profile))
                .extracting(Problem::path, Problem::rule)
                .containsExactly(tuple("streams.profile.retention", "unknown key"));
    }
}
