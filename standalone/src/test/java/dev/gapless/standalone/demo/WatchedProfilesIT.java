package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.live.ChannelName;
import dev.gapless.common.live.LiveChangeClient;
import dev.gapless.common.live.LiveListener;
import dev.gapless.common.secret.Secret;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SharedSuite;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuiteService;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The flow of a tracker: what a client watches is fetched at once, and what none watches is fetched by its schedule.
 */
@Tag("long")
class WatchedProfilesIT {

    private static final SandboxWorld WORLD = new SandboxWorld(3, 2, 1, 5, 0);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final String source = SharedSuite.source();

    @TempDir
    private Path directory;

    /** Changes that a client heard. */
    private static final class HeardProfiles implements LiveListener {

        final List<JsonNode> changes = new CopyOnWriteArrayList<>();
        volatile boolean subscribed;

        @Override
        public void change(ChannelName channel, JsonNode change, String offset) {
            changes.add(change);
        }

        @Override
        public void reset(ChannelName channel, String reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void message(JsonNode message) {
            subscribed = subscribed || message.path("type").asString().equals("subscribed");
        }
    }

    @AfterEach
    void remove() throws Exception {
        SharedSuite.remove(source);
    }

    @Test
    void a_profile_that_is_polled_each_hour_is_polled_at_once_when_a_client_hears_it() throws Exception {
        GaplessSuite suite = SharedSuite.get();
        SuiteHome home = suite.home();
        try (SandboxProcess sandbox = SandboxProcess.open(SuiteHome.open(directory), WORLD)) {
            RestApi scheduler = RestApi.at(suite.url(SuiteService.SCHEDULER), home.adminToken());
            RestApi checkpoint = RestApi.at(suite.url(SuiteService.CHECKPOINT), home.serviceToken());
            SandboxClient client = sandbox.client();
            FollowedSandbox.follow(
                    scheduler,
                    client,
                    source,
                    manifest -> manifest.replace("poll: 10s", "poll: 1h")
                            .replace("      profile_updated: {stream: profile, operation: update}\n", ""));
            for (String account : List.of("acc-0001", "acc-0002")) {
                await().atMost(TIMEOUT)
                        .until(() -> !version(checkpoint, account).isEmpty());
            }
            String watched = version(checkpoint, "acc-0001");
            String unwatched = version(checkpoint, "acc-0002");
            for (String account : List.of("acc-0001", "acc-0002")) {
                client.make("{\"account\":\"%s\",\"stream\":\"profile\",\"operation\":\"update\"}".formatted(account));
            }
            HeardProfiles heard = new HeardProfiles();
            Secret token = Secret.of(Files.readString(home.adminToken()).strip());
            try (LiveChangeClient tracker =
                    new LiveChangeClient(List.of(URI.create(suite.url(SuiteService.LIVE))), token, heard)) {
                tracker.subscribe(ChannelName.parse(source + "/acc-0001/profile"), "");
                await().atMost(TIMEOUT).until(() -> heard.subscribed && !heard.changes.isEmpty());
            }
            assertThat(heard.changes.getFirst().path("kind").asString()).isEqualTo("updated");
            assertThat(version(checkpoint, "acc-0001")).isNotEqualTo(watched);
            assertThat(version(checkpoint, "acc-0002")).isEqualTo(unwatched);
        }
    }

    /** Empty when there is no profile. */
    private String version(RestApi checkpoint, String account) throws Exception {
        String line = checkpoint.get("/v1/items/%s/%s/profile".formatted(source, account));
        return line.isBlank()
                ? ""
                : JsonMapper.shared().readTree(line).path("version").asString();
    }
}
