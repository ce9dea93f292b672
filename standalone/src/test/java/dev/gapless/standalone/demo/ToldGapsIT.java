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
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What live clients are told while a capture is away: the state, each change, and why a gap is open. */
class ToldGapsIT {

    private static final SandboxWorld WORLD = new SandboxWorld(5, 2, 2, 40, 40);
    private static final String STREAM = "posts";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Of captured history that no client must miss. */
    private static final Duration AWAY = Duration.ofSeconds(3);

    private final String source = SharedSuite.source();

    @TempDir
    private Path directory;

    /** What one client is told, as it keeps it: the items, and messages of other kinds. */
    private static final class KeptChannel implements LiveListener {

        final Map<String, JsonNode> items = new TreeMap<>();
        final List<JsonNode> messages = new CopyOnWriteArrayList<>();

        @Override
        public synchronized void change(ChannelName channel, JsonNode change, String offset) {
            JsonNode known = items.get(change.path("item").asString());
            if (known != null && version(known) > version(change)) {
                return;
            }
            if (change.path("kind").asString().equals("deleted")) {
                items.remove(change.path("item").asString());
            } else {
                items.put(change.path("item").asString(), change);
            }
        }

        @Override
        public void reset(ChannelName channel, String reason) {
            throw new AssertionError(reason);
        }

        @Override
        public synchronized void message(JsonNode message) {
            messages.add(message);
            message.path("items").forEach(item -> items.put(item.path("item").asString(), item));
        }

        Stream<JsonNode> messages(String type) {
            return messages.stream()
                    .filter(message -> message.path("type").asString().equals(type));
        }

        synchronized Map<String, String> versions() {
            Map<String, String> versions = new TreeMap<>();
            items.forEach((id, item) -> versions.put(id, item.path("version").asString()));
            return versions;
        }

        private static long version(JsonNode item) {
            return Long.parseLong(item.path("version").asString());
        }
    }

    @AfterEach
    void remove() throws Exception {
        for (SuiteService service : List.of(SuiteService.CAPTURE, SuiteService.MINER)) {
            if (!SharedSuite.get().isRunning(service)) {
                SharedSuite.get().start(service);
            }
        }
        SharedSuite.remove(source);
    }

    @Test
    void a_client_has_the_state_hears_what_follows_and_is_told_why_a_gap_is_open() throws Exception {
        GaplessSuite suite = SharedSuite.get();
        SuiteHome home = suite.home();
        try (SandboxProcess sandbox = SandboxProcess.open(SuiteHome.open(directory), WORLD)) {
            RestApi scheduler = RestApi.at(suite.url(SuiteService.SCHEDULER), home.adminToken());
            RestApi checkpoint = RestApi.at(suite.url(SuiteService.CHECKPOINT), home.serviceToken());
            SandboxClient client = sandbox.client();
            FollowedSandbox followed = FollowedSandbox.follow(scheduler, client, source, UnaryOperator.identity());
            Clock clock = Clock.systemUTC();
            SettleWaiter settling = new SettleWaiter(checkpoint, suite.servers(), followed, clock);
            assertThat(settling.await(clock.instant(), TIMEOUT)).isEmpty();
            client.generator(true, WORLD.rate());

            ChannelName channel = ChannelName.parse(source + "/acc-0001/" + STREAM);
            ChannelName pattern = ChannelName.parse(source + "/*/" + STREAM);
            KeptChannel kept = new KeptChannel();
            KeptChannel all = new KeptChannel();
            try (LiveChangeClient one = client(suite, kept);
                    LiveChangeClient every = client(suite, all)) {
                one.subscribe(channel, "", true);
                every.subscribe(pattern, "");
                await().atMost(TIMEOUT)
                        .until(() -> kept.messages("complete_through").findAny().isPresent()
                                && all.messages("subscribed").findAny().isPresent());
                assertThat(kept.messages("snapshot").findAny()).isPresent();

                suite.stop(SuiteService.MINER);
                int before = kept.messages.size();
                long away = SettleWaiter.micros(clock.instant());
                suite.stop(SuiteService.CAPTURE);
                await().pollDelay(AWAY).atMost(AWAY.plusSeconds(5)).until(() -> true);
                suite.start(SuiteService.CAPTURE);
                await().atMost(TIMEOUT)
                        .untilAsserted(() -> assertThat(openGaps(kept, before)).anySatisfy(gap -> {
                            assertThat(gap.path("to").asLong()).isGreaterThan(away);
                            // the second, when the gap was planned while no capture was back
                            assertThat(gap.path("cause").asString()).isIn("live-gap", "moved-end");
                            assertThat(gap.path("state").asString()).isIn("open", "scheduled");
                        }));
                suite.start(SuiteService.MINER);
                await().atMost(TIMEOUT)
                        .until(() -> kept.messages("gap_filled").findAny().isPresent());

                client.generator(false, 0);
                assertThat(settling.await(clock.instant().plusSeconds(1), TIMEOUT))
                        .isEmpty();
                Map<String, String> held = held(checkpoint, channel);
                await().atMost(TIMEOUT)
                        .untilAsserted(() -> assertThat(kept.versions()).isEqualTo(held));
                Set<String> streams = new TreeSet<>();
                all.items
                        .values()
                        .forEach(item -> streams.add(item.path("stream").asString()));
                assertThat(streams).containsExactly(channel.key(), source + "/acc-0002/" + STREAM);
            }
        }
    }

    /** What is told of gaps that the scheduler knows, without the first messages: those gaps may be filling by now. */
    private static List<JsonNode> openGaps(KeptChannel kept, int before) {
        return kept.messages.stream()
                .skip(before)
                .filter(message -> message.path("type").asString().equals("gap_open") && message.has("state"))
                .toList();
    }

    private static LiveChangeClient client(GaplessSuite suite, LiveListener listener) throws IOException {
        Secret token = Secret.of(Files.readString(suite.home().adminToken()).strip());
        return new LiveChangeClient(List.of(URI.create(suite.url(SuiteService.LIVE))), token, listener);
    }

    private static Map<String, String> held(RestApi checkpoint, ChannelName channel) throws Exception {
        Map<String, String> held = new TreeMap<>();
        for (String line :
                checkpoint.get("/v1/items/%s?limit=10000".formatted(channel)).split("\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            JsonNode item = JsonMapper.shared().readTree(line);
            held.put(item.path("id").asString(), item.path("version").asString());
        }
        return held;
    }
}
