package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.check.CheckResult;
import dev.gapless.standalone.check.TruthCheck;
import dev.gapless.standalone.cli.GaplessCommand;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SharedSuite;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuiteService;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A stop by its playbook under load, counted by the sandbox; through a restart of what obeys it; and what was missed.
 */
class StopIT {

    /** History enough that mining is under way when the stop comes. */
    private static final SandboxWorld WORLD = new SandboxWorld(11, 4, 30, 800, 60);

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    /** Longer than a retry, a poll of the miners and the pause of a connection. */
    private static final Duration OBSERVED = Duration.ofSeconds(6);

    private final String source = SharedSuite.source();

    @TempDir
    private Path directory;

    /** A stop that outlives a failed test would stop those after it. */
    @AfterEach
    void remove() throws Exception {
        SharedSuite.endStops();
        SharedSuite.remove(source);
    }

    @Test
    void no_upstream_call_begins_after_an_acknowledged_stop_and_nothing_is_lost() throws Exception {
        GaplessSuite suite = SharedSuite.get();
        SuiteHome home = suite.home();
        try (SandboxProcess sandbox = SandboxProcess.open(SuiteHome.open(directory), WORLD)) {
            RestApi scheduler = RestApi.at(suite.url(SuiteService.SCHEDULER), home.adminToken());
            RestApi checkpoint = RestApi.at(suite.url(SuiteService.CHECKPOINT), home.serviceToken());
            SandboxClient client = sandbox.client();
            FollowedSandbox followed = FollowedSandbox.follow(scheduler, client, source, UnaryOperator.identity());
            await().atMost(TIMEOUT)
                    .until(() -> calls(client).get("requests").asLong() > 50
                            && calls(client).get("handshakes").asLong() >= followed.accounts());

            Instant asked = Clock.systemUTC().instant();
            assertThat(playbook("stop-everything")).isZero();
            System.out.printf(
                    "stopped by its playbook after %d ms%n",
                    Duration.between(asked, Clock.systemUTC().instant()).toMillis());
            JsonNode stop =
                    JsonMapper.shared().readTree(scheduler.get("/v1/stops")).get(0);
            assertThat(state(scheduler, stop)).isEqualTo("QUIET");
            assertThat(stop(scheduler, "{\"scope\":\"all\",\"reason\":\"again\"}")
                            .get("id"))
                    .isEqualTo(stop.get("id"));
            for (JsonNode replica : JsonMapper.shared()
                    .readTree(scheduler.get("/v1/stops"))
                    .get(0)
                    .get("replicas")) {
                assertThat(replica.at("/lastDurable/topic").asString())
                        .as(replica.toString())
                        .isNotEmpty();
            }
            quiet(client, "after the stop");

            suite.stop(SuiteService.CAPTURE);
            suite.stop(SuiteService.MINER);
            suite.stop(SuiteService.SCHEDULER);
            suite.start(SuiteService.SCHEDULER);
            suite.start(SuiteService.MINER);
            suite.start(SuiteService.CAPTURE);
            quiet(client, "after a restart");
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(state(scheduler, stop)).isEqualTo("QUIET"));

            long before = calls(client).get("requests").asLong();
            assertThat(playbook("resume")).isZero();
            await().atMost(TIMEOUT).until(() -> calls(client).get("requests").asLong() > before);
            client.generator(false, 0);
            Clock clock = Clock.systemUTC();
            SettleWaiter settling = new SettleWaiter(checkpoint, suite.servers(), followed, clock);
            assertThat(settling.await(clock.instant().plusSeconds(1), TIMEOUT))
                    .as("streams still open")
                    .isEmpty();
            CheckResult verdict = new TruthCheck(suite.servers(), client::get, source).run();
            assertThat(verdict.clean()).as(verdict + " " + verdict.examples()).isTrue();
        }
    }

    /** As an operator runs it. */
    private int playbook(String name) {
        return GaplessCommand.run(
                "playbook",
                name,
                "--yes",
                "--set",
                "reason=a test",
                "--data=" + SharedSuite.get().home().directory());
    }

    private static void quiet(SandboxClient client, String when) throws Exception {
        JsonNode before = calls(client);
        await().pollDelay(OBSERVED).atMost(OBSERVED.plusSeconds(10)).until(() -> true);
        assertThat(calls(client)).as(when).isEqualTo(before);
    }

    private static JsonNode calls(SandboxClient client) throws Exception {
        return JsonMapper.shared().readTree(client.get("/truth/v1/calls"));
    }

    private static JsonNode stop(RestApi scheduler, String request) throws Exception {
        return JsonMapper.shared()
                .readTree(scheduler.post("/v1/stops", "application/json", request.getBytes(StandardCharsets.UTF_8)));
    }

    private static String state(RestApi scheduler, JsonNode stop) throws Exception {
        return JsonMapper.shared()
                .readTree(scheduler.get("/v1/stops/" + stop.get("id").asString()))
                .get("state")
                .asString();
    }
}
