package dev.gapless.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.gapless.testing.StubHttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a person sees of each command: plain words, tables, and an exit code that a script can use. */
class CommandLineTest {

    private static final String GAPS = """
            [{"id":"g1","source":"forum","account":"ann","stream":"posts","from":1772366400000000,"to":1772370000000000,
              "state":"STUCK","attempts":5,"reason":"status 404 (expected: 200)"}]""";

    @TempDir
    private Path directory;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final StubHttpServer service = new StubHttpServer();
    private String out = "";
    private String err = "";

    @BeforeEach
    void start() throws IOException {
        service.handle("/", this::answer);
        Files.writeString(directory.resolve("token"), "secret");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        requests.add(request);
        String answer =
                answers.getOrDefault(request, "404 {\"detail\":\"nothing here\",\"remedy\":\"look elsewhere\"}");
        StubHttpServer.answer(exchange, Integer.parseInt(answer.substring(0, 3)), answer.substring(4));
    }

    private int run(String... arguments) {
        PrintStream formerOut = System.out;
        PrintStream formerErr = System.err;
        ByteArrayOutputStream toOut = new ByteArrayOutputStream();
        ByteArrayOutputStream toErr = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(toOut, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(toErr, true, StandardCharsets.UTF_8));
            return GaplessCommand.run(arguments);
        } finally {
            System.setOut(formerOut);
            System.setErr(formerErr);
            out = toOut.toString(StandardCharsets.UTF_8);
            err = toErr.toString(StandardCharsets.UTF_8);
        }
    }

    private int ask(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--url",
                service.url(),
                "--token-file",
                directory.resolve("token").toString()));
        return run(all.toArray(String[]::new));
    }

    @Test
    void gaps_are_written_in_each_form() {
        answers.put("GET /v1/gaps?limit=100&source=forum", "200 " + GAPS);

        assertThat(ask("gaps", "--source", "forum", "-o", "table")).isZero();
        assertThat(out.lines()).hasSize(2);
        assertThat(out).contains("ID  SOURCE", "2026-03-01T12:00:00Z", "status 404 (expected: 200)");

        ask("gaps", "--source", "forum", "-o", "yaml");
        assertThat(out).contains("- id: g1\n", "  attempts: 5\n");

        ask("gaps", "--source", "forum", "--output", "ndjson");
        assertThat(out.lines()).hasSize(1);

        // not a terminal: as the service answers
        ask("gaps", "--source", "forum");
        assertThat(out.strip()).isEqualTo(GAPS);
    }

    @Test
    void a_status_with_a_failure_ends_with_1_and_shows_cause_and_remedy() {
        answers.put("GET /v1/sources/forum/status", """
                200 {"state":"FAILING","findings":[],"sources":[{"source":"forum","state":"FAILING","accounts":2,
                "streams":2,"live":0,"findings":[{"severity":"FAILING","kind":"live","account":"ann","accounts":2,
                "count":2,"reason":"the host name has no address","until":"2026-03-01T12:00:00Z",
                "remedy":"correct socket.url"}]}]}""");

        assertThat(ask("status", "forum", "-o", "table")).isEqualTo(1);

        assertThat(out)
                .contains(
                        "forum: FAILING, 2 accounts",
                        "FAILING live ann and 1 more accounts: the host name has no address",
                        "next attempt 2026-03-01T12:00:00Z",
                        "remedy: correct socket.url");
    }

    @Test
    void a_health_report_shows_figures_alerts_and_unwell_accounts() {
        answers.put("GET /v1/health-report?source=forum", """
                200 {"state":"UNHEALTHY","accounts":{"HEALTHY":1,"UNHEALTHY":1},"connections":{"CAPTURING":2},
                "queues":{"openGaps":3,"records":null},"errors":{"stuckGaps":1},"recordsPerMinute":{"live":60},
                "completeness":[{"source":"forum","heldInTime":0.99951,"target":0.999}],
                "alerts":[{"severity":"CRITICAL","source":"forum","account":"ann","stream":"posts",
                "message":"gaps: status 404","recommendedAction":"correct the path"}],
                "unwell":[{"source":"forum","account":"ann","state":"UNHEALTHY","reasons":["1 gaps are stuck"],
                "work":{"streams":2,"live":1,"waitingGaps":3,"stuckGaps":1},"recommendedAction":"look"}]}""");

        assertThat(ask("health", "forum", "-o", "table")).isEqualTo(1);

        assertThat(out)
                .contains(
                        "accounts:      HEALTHY 1, UNHEALTHY 1",
                        "queues:        openGaps 3, records not known",
                        "last minute:   live 60",
                        "completeness:  forum 99.951 % held in time, objective 99.900 %",
                        "CRITICAL forum/ann/posts gaps: status 404",
                        "  remedy: correct the path",
                        "forum/ann: UNHEALTHY, 1 of 2 event streams live, 3 gaps to be filled, 1 stuck",
                        "  1 gaps are stuck");
        assertThat(ask("health", "--account", "ann")).isEqualTo(2);
        assertThat(err).contains("./gapless health SOURCE --account ann");
    }

    @Test
    void sources_and_accounts_can_be_shown_and_removed() {
        answers.put("GET /v1/sources/forum", "200 {\"source\":\"forum\",\"streams\":[\"posts\"]}");
        answers.put("GET /v1/sources/forum/manifest", "200 source: forum\n");
        answers.put("DELETE /v1/accounts/forum/a%2Fb", "204 ");
        answers.put("DELETE /v1/sources/forum", "409 {\"detail\":\"has accounts\",\"remedy\":\"remove them\"}");

        assertThat(ask("source", "show", "forum", "-o", "table")).isZero();
        assertThat(out).contains("source   forum", "streams  posts");
        ask("source", "show", "forum", "--manifest");
        assertThat(out).isEqualTo("source: forum\n");
        assertThat(ask("account", "remove", "forum", "a/b")).isZero();
        assertThat(ask("source", "remove", "forum")).isEqualTo(1);
        assertThat(err).contains("has accounts", "remedy: remove them");
    }

    @Test
    void help_is_told_of_all_and_of_one_command() {
        assertThat(run("help")).isZero();
        assertThat(out).contains("status", "gaps", "help COMMAND");
        assertThat(run("help", "gaps", "release")).isZero();
        assertThat(out).contains("--stuck-of");
        assertThat(run("help", "gpas")).isEqualTo(2);
        assertThat(err).contains("Did you mean gaps?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stauts",
                "gaps --stat STUCK",
                "gaps --state STUK",
                "gaps --limit many",
                "account remove forum",
                "coverage",
                "demo --duration soon",
                "gaps -o xml"
            })
    void a_command_line_that_is_not_understood_is_answered_in_plain_words(String line) {
        assertThat(run(line.split(" "))).isEqualTo(2);

        assertThat(err).contains("help: ./gapless help");
        assertNoFrameworkText();
    }

    @Test
    void a_wrong_value_is_answered_with_what_is_expected() {
        run("stauts");
        assertThat(err).contains("unknown: stauts. Did you mean status?");
        run("gaps", "--state", "STUK");
        assertThat(err).contains("--state: 'STUK' (expected: one of OPEN, SCHEDULED");
        run("gaps", "--limit", "many");
        assertThat(err).contains("--limit: 'many' (expected: a whole number)");
        run("account", "remove", "forum");
        assertThat(err).contains("missing: ACCOUNT");
    }

    @Test
    void an_answer_of_something_else_than_gapless_is_not_shown() {
        answers.put("GET /v1/status", "400 <!doctype html><h1>HTTP Status 400 - Bad Request</h1>");

        assertThat(ask("status")).isEqualTo(1);

        assertThat(err).contains("refused (400)").doesNotContain("<");
    }

    @Test
    void files_and_services_that_are_not_there_are_named() {
        assertThat(run("source", "apply", directory.resolve("none.yaml").toString()))
                .isEqualTo(1);
        assertThat(err).contains("none.yaml: no such file");
        assertNoFrameworkText();

        assertThat(run("status", "--data", directory.resolve("nothing").toString()))
                .isEqualTo(1);
        assertThat(err).contains("nothing was started here yet");

        service.close();
        assertThat(ask("status")).isEqualTo(1);
        assertThat(err).contains("no service answers there");
    }

    @Test
    void each_document_is_written_in_the_form_that_is_asked_for() {
        answers.put("GET /v1/stops?ended=false", "200 [{\"id\":\"s1\",\"state\":\"QUIET\"}]");
        answers.put("GET /v1/tokens", "200 [{\"name\":\"ann\",\"role\":\"viewer\"}]");
        answers.put("GET /v1/audit-log?after=0&limit=100", "200 [{\"seq\":1,\"actor\":\"ann\"}]");
        answers.put("GET /v1/control/recoveries", "200 [{\"id\":\"r1\",\"state\":\"RUNNING\"}]");
        answers.put("GET /v1/control/drains", "200 [{\"id\":\"d1\",\"state\":\"RUNNING\"}]");
        answers.put("GET /v1/control/queues", "200 {\"queues\":[{\"topic\":\"gapless.coverage\",\"depth\":7}]}");
        answers.put("GET /v1/priorities", "200 [{\"source\":\"forum\",\"priorityClass\":\"BULK\"}]");
        answers.put("GET /v1/certificate-keys", "200 {\"keys\":[{\"kid\":\"k1\"}]}");

        for (String line : List.of(
                "stops",
                "token list",
                "audit-log",
                "recover list",
                "drain",
                "drain queues",
                "priority",
                "certificate keys")) {
            assertThat(ask((line + " -o yaml").split(" "))).as(line).isZero();
            assertThat(out).as(line).contains(": ").doesNotContain("{", "\"");
            assertThat(ask((line + " -o table").split(" "))).as(line).isZero();
            assertThat(out).as(line).doesNotContain("{", "\"");
        }
    }

    @Test
    void a_drain_is_started_and_cancelled_and_a_priority_is_set() {
        answers.put("POST /v1/control:drain", "202 {\"id\":\"d1\",\"state\":\"RUNNING\"}");
        answers.put("POST /v1/control/drains/d1:cancel?dryRun=true", "200 {\"call\":\"cancel-drain\"}");
        answers.put("PUT /v1/priorities/forum/alerts", "200 {\"priorityClass\":\"CRITICAL\"}");

        assertThat(ask("drain", "start", "critical", "normal", "--for", "30m", "--reason", "a backlog"))
                .isZero();
        assertThat(out).contains("RUNNING");
        assertThat(ask("drain", "cancel", "d1", "--dry-run", "--reason", "cleared"))
                .isZero();
        assertThat(out).contains("cancel-drain");
        assertThat(ask("drain", "cancel", "--reason", "which one")).isEqualTo(2);
        assertThat(err).contains("gapless drain list");
        assertThat(ask("priority", "forum", "alerts", "critical")).isZero();
        assertThat(ask("priority", "forum")).isEqualTo(2);
    }

    @Test
    void a_schedule_is_set_taken_back_and_triggered() {
        answers.put("GET /v1/schedules", "200 [{\"stream\":\"posts\"}]");
        answers.put("PUT /v1/schedules/forum/posts", "200 {\"kind\":\"interval\"}");
        answers.put("DELETE /v1/schedules/forum/posts?dryRun=true", "200 {\"call\":\"remove-schedule\"}");
        answers.put("POST /v1/schedules/forum/posts:trigger", "200 {\"streams\":3}");
        answers.put("GET /v1/accounts/forum/ann/polling", "200 {\"periodSeconds\":5400}");

        assertThat(ask("schedule")).isZero();
        assertThat(out).contains("posts");
        assertThat(ask("schedule", "set", "forum", "posts", "--every", "30m")).isZero();
        assertThat(ask("schedule", "set", "forum", "posts", "--cron", "0 0 3 * * *", "--zone", "Europe/Berlin"))
                .isZero();
        assertThat(ask("schedule", "set", "forum", "posts", "--adaptive", "--from", "22:00", "--to", "06:00"))
                .isZero();
        assertThat(ask("schedule", "set", "forum", "posts")).isEqualTo(2);
        assertThat(ask("schedule", "set", "forum", "posts", "--every", "30m", "--adaptive"))
                .isEqualTo(2);
        assertThat(ask("schedule", "remove", "forum", "posts", "--dry-run")).isZero();
        assertThat(out).contains("remove-schedule");
        assertThat(ask("schedule", "trigger", "forum", "posts", "--account", "ann"))
                .isZero();
        assertThat(out).contains("3");
        assertThat(ask("schedule", "account", "forum", "ann")).isZero();
        assertThat(out).contains("5400");
    }

    @Test
    void a_flag_is_set_and_taken_back() {
        answers.put("GET /v1/flags", "200 [{\"door\":\"live\"}]");
        answers.put("PUT /v1/flags/forum/live?percent=10&reason=a%20trial", "200 {\"percent\":10}");
        answers.put("PUT /v1/flags/forum/live?percent=50&reason=more&version=3&dryRun=true", "200 {\"before\":10}");
        answers.put("DELETE /v1/flags/forum/live", "204 ");

        assertThat(ask("flag")).isZero();
        assertThat(out).contains("live");
        assertThat(ask("flag", "set", "forum", "live", "10", "--reason", "a trial"))
                .isZero();
        assertThat(ask("flag", "set", "forum", "live", "50", "--reason", "more", "--flag-version", "3", "--dry-run"))
                .isZero();
        assertThat(out).contains("before");
        assertThat(ask("flag", "set", "forum", "live", "50")).as("no reason").isEqualTo(2);
        assertThat(ask("flag", "remove", "forum", "live")).isZero();
    }

    @Test
    void every_command_that_asks_a_service_for_a_document_has_the_output_option() {
        List<String> without = new ArrayList<>();
        collect("", GaplessCommand.commandLine(), without);

        // these print a sentence, a signed text, a stream of lines, or nothing
        assertThat(without)
                .containsExactlyInAnyOrder(
                        "source apply",
                        "source remove",
                        "account add",
                        "account remove",
                        "credential add",
                        "credential remove",
                        "gaps release",
                        "certificate",
                        "audit-log verify",
                        "tail");
    }

    private static void collect(String name, CommandLine command, List<String> without) {
        boolean asks = command.getCommandSpec().optionsMap().containsKey("--token-file");
        if (asks && !command.getCommandSpec().optionsMap().containsKey("--output")) {
            without.add(name.strip());
        }
        command.getSubcommands().forEach((each, below) -> collect(name + " " + each, below, without));
    }

    @Test
    void a_shell_completes_commands_options_and_values() throws IOException, InterruptedException {
        assertThat(completions("gapless gaps --st")).contains("--state");
        assertThat(completions("gapless gaps release --st")).contains("--stuck-of");
        assertThat(completions("gapless gaps --state ")).contains("STUCK");
        assertThat(completions("gapless comp")).contains("completion", "compose");
        assertThat(run("completion", "zsh")).isZero();
        assertThat(out).startsWith("autoload -U +X compinit");
        assertThat(run("completion", "fish")).isEqualTo(2);
        assertThat(err).contains("SHELL: 'fish' (expected: one of bash, zsh)");
    }

    /** What bash offers behind this line. */
    private List<String> completions(String line) throws IOException, InterruptedException {
        assertThat(run("completion", "bash")).isZero();
        Path script = Files.writeString(directory.resolve("completion.bash"), out);
        int words = line.split(" ", -1).length;
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source %s; compopt() { :; }; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_gapless; echo ${COMPREPLY[@]}"
                                .formatted(script, line, words - 1))
                .redirectErrorStream(true)
                .start();
        String offered = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(offered).isZero();
        return List.of(offered.strip().split("\\s+"));
    }

    @Test
    void a_command_that_is_interrupted_ends_with_130() throws InterruptedException {
        AtomicInteger code = new AtomicInteger(-1);
        Thread command = new Thread(() -> {
            Thread.currentThread().interrupt();
            code.set(ask("status"));
        });
        command.start();
        command.join();

        assertThat(code).hasValue(130);
        assertThat(err).contains("interrupted");
    }

    private void assertNoFrameworkText() {
        assertThat(err).doesNotContain("Exception", "picocli", "java.", "\tat ", "Unknown option", "Usage:");
    }
}
