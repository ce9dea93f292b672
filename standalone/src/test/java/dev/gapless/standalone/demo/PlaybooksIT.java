package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.cli.GaplessCommand;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SharedSuite;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuiteService;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Playbooks of incidents, walked through as an operator does, each within three minutes. StopIT has two more. */
@Tag("long")
class PlaybooksIT {

    private static final SandboxWorld WORLD = new SandboxWorld(12, 3, 30, 300, 20);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration THREE_MINUTES = Duration.ofMinutes(3);

    private final String source = SharedSuite.source();
    private final GaplessSuite suite = SharedSuite.get();

    @TempDir
    private Path directory;

    @AfterEach
    void remove() throws Exception {
        SharedSuite.endStops();
        SharedSuite.remove(source);
    }

    @Test
    void each_incident_is_over_within_three_minutes() throws Exception {
        try (SandboxProcess sandbox = SandboxProcess.open(SuiteHome.open(directory), WORLD)) {
            RestApi scheduler =
                    RestApi.at(suite.url(SuiteService.SCHEDULER), suite.home().adminToken());
            SandboxClient client = sandbox.client();
            FollowedSandbox followed = FollowedSandbox.follow(scheduler, client, source, UnaryOperator.identity());
            await().atMost(TIMEOUT).until(() -> client.calls().get("handshakes").asLong() >= followed.accounts());

            walk("backlog", Map.of("stream", "posts"));
            endDrains(scheduler);
            stuckGap();
            walk("stuck-gaps", Map.of());
            refusedCredential(scheduler, client);
            walk("mistaken-deletes", Map.of());
            walk("stop-source", Map.of());
            assertThat(tree(scheduler.get("/v1/stops")).get(0).get("state").asString())
                    .isEqualTo("QUIET");
            walk("recover", Map.of());
        }
    }

    private void refusedCredential(RestApi scheduler, SandboxClient client) throws Exception {
        SandboxClient.Account account = client.accounts().getFirst();
        scheduler.put(
                "/v1/accounts/" + source + "/" + account.id(),
                "application/json",
                "{\"credential\":\"a wrong one\"}".getBytes(StandardCharsets.UTF_8));
        await().atMost(TIMEOUT)
                .until(() -> scheduler.get("/v1/sources/" + source + "/status").contains("the credential is refused"));
        Path file = Files.writeString(directory.resolve("credential"), account.credential());
        walk("refused-credential", Map.of("account", account.id(), "file", file.toString()));
    }

    /** As a slice leaves one whose tries are over. */
    private void stuckGap() {
        JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(
                suite.servers().jdbcUrl(),
                suite.servers().databaseUser(),
                suite.servers().databasePassword()));
        await().atMost(TIMEOUT).until(() -> jdbc.sql("""
                update scheduler.gap
                   set state = 'STUCK', lease_until = null, due_at = now() + interval '1 hour', reason = 'a test'
                 where id = (select id from scheduler.gap where source = ? and state = 'FILLED' limit 1)
                """).param(source).update() == 1);
    }

    private static void endDrains(RestApi scheduler) throws Exception {
        for (JsonNode drain : tree(scheduler.get("/v1/control/drains"))) {
            if (drain.get("state").asString().equals("RUNNING")) {
                scheduler.post(
                        "/v1/control/drains/%s:cancel".formatted(drain.get("id").asString()),
                        "application/json",
                        "{\"reason\":\"the test is over\"}".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** As an operator runs it. */
    private void walk(String name, Map<String, String> values) {
        List<String> arguments = new ArrayList<>(List.of(
                "playbook",
                name,
                "--yes",
                "--set",
                "source=" + source,
                "--set",
                "reason=a test",
                "--data=" + suite.home().directory()));
        values.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        Instant begun = Clock.systemUTC().instant();
        assertThat(GaplessCommand.run(arguments.toArray(String[]::new)))
                .as(name)
                .isZero();
        Duration took = Duration.between(begun, Clock.systemUTC().instant());
        System.out.printf("playbook %s: over after %d ms%n", name, took.toMillis());
        assertThat(took).as(name).isLessThan(THREE_MINUTES);
    }

    private static JsonNode tree(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
