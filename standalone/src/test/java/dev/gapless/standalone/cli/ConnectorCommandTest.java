package dev.gapless.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ConnectorCommandTest {

    @TempDir
    private Path directory;

    private final StringWriter printed = new StringWriter();

    @Test
    void lint_prints_every_mistake_with_its_place_value_rule_and_remedy() throws IOException {
        Path file = directory.resolve("forum.yaml");
        Files.writeString(file, """
                type: rest
                source: forum
                http:
                  base-url: https://api.example.com
                  timeuot: 10s
                  rate: {per-second: many, burst: 1}
                """);

        assertThat(run("lint", file.toString())).isEqualTo(1);

        assertThat(printed.toString())
                .contains(file + ":5:3: http.timeuot: '10s'\n  rule: unknown key\n  remedy: did you mean timeout? ")
                .contains(file + ":6:10: http.rate.per-second: 'many'\n  rule: a number from 0.001 to 10000.0\n")
                .contains(file + ":1:1: streams: ''\n  rule: required: a section\n");
    }

    @Test
    void lint_finds_nothing_in_what_is_shipped() {
        Path shipped = Path.of("..", "connectors", "src", "main", "resources", "connectors");

        assertThat(run(
                        "lint",
                        shipped.resolve("sandbox.yaml").toString(),
                        shipped.resolve("evm-logs.yaml").toString()))
                .isZero();
    }

    @Test
    void schema_prints_what_is_published() throws IOException {
        assertThat(run("schema")).isZero();
        assertThat(printed.toString())
                .isEqualTo(Files.readString(Path.of("..", "docs", "connector-manifest.schema.json")));
    }

    /** They were written and documented, and not to be called. */
    @Test
    void every_command_that_the_documents_name_is_there() {
        assertThat(new CommandLine(ConnectorCommand.class).getSubcommands().keySet())
                .containsExactlyInAnyOrder("schema", "init", "lint", "test", "check", "verify", "dry-run");
    }

    private static final String CALL = """
            GET https://api.forum.example/v1/users/ann/posts?limit=2&since=2026-01-01T00:00:00Z&lang=en
            Authorization: Bearer hunter2

            {"meta": {"next_cursor": "abc"}, "posts": [
              {"id": "p2", "author": {"id": "ann"}, "created_at": "2026-01-02T03:04:06Z", "text": "two"},
              {"id": "p1", "author": {"id": "ann"}, "created_at": "2026-01-02T03:04:05Z", "text": "one"}]}
            """;

    private static final String MESSAGE = """
            WS wss://live.forum.example/users/ann

            {"event": "post.created", "payload": {"id": "p2", "author": {"id": "ann"},
              "created_at": "2026-01-02T03:04:06Z", "text": "two"}}
            """;

    @Test
    void a_draft_is_accepted_by_lint_and_by_the_examples_it_was_made_from() throws IOException {
        Path draft = drafted();

        assertThat(run("lint", draft.toString())).isZero();
        assertThat(run("test", "-o", "table", draft.toString()))
                .as(printed.toString())
                .isZero();

        assertThat(printed.toString())
                .contains("posts.page.json: 2 items; another page follows")
                .contains("both-paths      posts: items that are in frames and pages are the same");
        assertThat(Files.readString(draft))
                .contains("authentication: {header: Authorization, prefix: 'Bearer '}")
                .contains("source: forum")
                .contains("path: '/v1/users/{account}/posts'")
                .contains("item: {id: '/id', position: '/created_at', position-unit: iso}")
                .contains("order: newest-first")
                .contains("page-size: {parameter: 'limit', value: 2}")
                .contains("window: {since: 'since'}")
                .contains("paging: {by: cursor, parameter: 'cursor', next: '/meta/next_cursor'}")
                .contains("item: '/payload'")
                .contains("# decide: ")
                .doesNotContain("hunter2");
    }

    @Test
    void a_draft_overwrites_nothing() throws IOException {
        Path draft = drafted();

        assertThat(run("init", "--request", directory.resolve("call.txt").toString(), "--output", draft.toString()))
                .isEqualTo(1);
        assertThat(printed.toString()).contains("is not overwritten");
    }

    @Test
    void an_example_that_tells_too_little_is_refused_with_its_reason() throws IOException {
        Path call = directory.resolve("call.txt");
        Files.writeString(call, "GET https://api.forum.example/v1\n\n{\"posts\": []}\n");
        assertThat(run("init", "--request", call.toString())).isEqualTo(1);
        assertThat(printed.toString()).contains("call.txt: the answer holds no list of objects");

        Files.writeString(call, "GET https://api.forum.example/v1\n\n<html>\n");
        assertThat(run("init", "--request", call.toString())).isEqualTo(1);
        assertThat(printed.toString()).contains("call.txt: line 3: expected: JSON");
    }

    /** Each declaration is made wrong, and told at its own line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id: '/id' | id: '/uid' | item-id | item:",
                "position-unit: iso | position-unit: seconds | item-position | item:",
                "order: newest-first | order: oldest-first | page-order | order:",
                "items: '/posts' | items: '/data' | page | items:",
                "type: '/event' | type: '/kind' | event-type | type: '/",
                "'post.created': | 'post.made': | event-unknown | map:",
                "item: '/payload' | item: '/data' | item-id | events:",
            },
            quoteCharacter = '`')
    void a_declaration_that_the_samples_refute_is_told_at_its_line(
            String right, String wrong, String rule, String place) throws IOException {
        Path draft = drafted();
        String text = Files.readString(draft);
        assertThat(text).contains(right);
        Files.writeString(draft, text.replace(right, wrong));

        assertThat(run("test", "-o", "table", draft.toString())).isEqualTo(1);

        Matcher told = Pattern.compile("draft.yaml:([0-9]+): [^\n]*" + rule + "[^\n]*\\R  remedy: .+")
                .matcher(printed.toString());
        assertThat(told.find()).as(printed.toString()).isTrue();
        assertThat(Files.readAllLines(draft)
                        .get(Integer.parseInt(told.group(1)) - 1)
                        .strip())
                .startsWith(place);
    }

    @Test
    void a_manifest_without_samples_is_not_taken_for_tested() throws IOException {
        Path draft = directory.resolve("alone.yaml");
        Files.copy(drafted(), draft);

        assertThat(run("test", "-o", "table", draft.toString())).isEqualTo(1);
        assertThat(printed.toString()).contains("skipped  page            posts: there is no posts.page.json");
    }

    private Path drafted() throws IOException {
        Path call = directory.resolve("call.txt");
        Path message = directory.resolve("message.txt");
        Path draft = directory.resolve("draft.yaml");
        Files.writeString(call, CALL);
        Files.writeString(message, MESSAGE);
        assertThat(run(
                        "init",
                        "--request",
                        call.toString(),
                        "--frame",
                        message.toString(),
                        "--stream",
                        "posts",
                        "--account",
                        "ann",
                        "--output",
                        draft.toString()))
                .as(printed.toString())
                .isZero();
        return draft;
    }

    private int run(String... words) {
        return new CommandLine(ConnectorCommand.class)
                .setOut(new PrintWriter(printed, true))
                .setErr(new PrintWriter(printed, true))
                .execute(words);
    }
}
