package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.standalone.api.RefusedException;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.cli.GaplessCommand;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SharedSuite;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The manifest names a member that is not there, and forgets the mark of deleted items. The first makes dead letters,
 * which are put back once it is repaired; the second makes deleted items live, until a replay deletes them.
 */
class MistakenManifestIT {

    private static final SandboxWorld WORLD = new SandboxWorld(11, 1, 40, 150, 0);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final String ACCOUNT = "acc-0001";
    private static final String RIGHT = "version: /revision, deleted: /deleted}";
    private static final String FORGETFUL = "version: /revision}";
    private static final String MISTAKEN = "version: /revizion}";

    private final String source = SharedSuite.source();

    @TempDir
    private Path directory;

    @AfterEach
    void remove() throws Exception {
        SharedSuite.remove(source);
    }

    @Test
    void what_a_mistake_hid_is_put_back_and_what_it_distorted_is_replayed() throws Exception {
        GaplessSuite suite = SharedSuite.get();
        SuiteHome home = suite.home();
        try (SandboxProcess sandbox = SandboxProcess.open(SuiteHome.open(directory), WORLD)) {
            RestApi scheduler = RestApi.at(suite.url(SuiteService.SCHEDULER), home.adminToken());
            RestApi checkpoint = RestApi.at(suite.url(SuiteService.CHECKPOINT), home.serviceToken());
            RestApi processor = RestApi.at(suite.url(SuiteService.PROCESSOR), home.adminToken());
            Clock clock = Clock.systemUTC();
            AccountingFigures books = new AccountingFigures(checkpoint, clock);
            // other tests take versions out of the ledger by hand, and the books remember them
            long takenOut = books.versionsMissing();
            Instant begun = clock.instant().minusSeconds(60);
            String[] applied = new String[1];
            FollowedSandbox followed = FollowedSandbox.follow(scheduler, sandbox.client(), source, manifest -> {
                applied[0] = manifest.replace("source: " + FollowedSandbox.SOURCE, "source: " + source);
                return posts(manifest, MISTAKEN);
            });
            StreamTables posts = new StreamTables(suite.servers(), source, ACCOUNT, "posts");
            assertThat(new SettleWaiter(checkpoint, suite.servers(), followed, clock).await(clock.instant(), TIMEOUT))
                    .isEmpty();
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(books.missing()).isEqualTo(takenOut));
            assertThat(posts.alive()).isEmpty();
            assertThat(open(checkpoint)).isPositive();

            Set<String> alive = alive(sandbox.client(), true);
            Set<String> ever = alive(sandbox.client(), false);
            assertThat(ever).hasSizeGreaterThan(alive.size());

            // processors know a manifest for some seconds: what is put back meanwhile fails again, as a letter of its
            // own
            apply(scheduler, posts(applied[0], FORGETFUL));
            // one that is still under way refuses the next
            await().atMost(TIMEOUT)
                    .pollInterval(Duration.ofSeconds(2))
                    .ignoreExceptionsInstanceOf(RefusedException.class)
                    .untilAsserted(() -> {
                        checkpoint.post(
                                "/v1/dead-letters:redrive",
                                "application/json",
                                "{\"filter\":{\"source\":\"%s\",\"rule\":\"item-version\"},\"limit\":1}"
                                        .formatted(source)
                                        .getBytes(StandardCharsets.UTF_8));
                        assertThat(posts.alive()).isNotEmpty();
                    });
            discardOthers(checkpoint);
            long asked = System.nanoTime();
            assertThat(GaplessCommand.run("playbook", "dead-letters", "--yes", "--data=" + home.directory()))
                    .isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofMinutes(3));
            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(new TreeSet<>(posts.alive())).isEqualTo(ever));
            // a portion is marked as put back when all of it is sent, which may be after it was processed
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(open(checkpoint)).isZero());
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(books.missing()).isEqualTo(takenOut));

            apply(scheduler, posts(applied[0], RIGHT));
            Instant end = clock.instant().plusSeconds(60);
            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(replay(processor, begun, end)).hasSize(ever.size() - alive.size()));
            assertThat(replay(processor, begun, end))
                    .hasSize(ever.size() - alive.size())
                    .allSatisfy(line -> {
                        assertThat(line.path("differs").asString()).isEqualTo("DELETION");
                        assertThat(alive).doesNotContain(line.path("id").asString());
                    });
            assertThat(applied(processor, checkpoint, begun, end)).isEqualTo(ever.size() - alive.size());
            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(new TreeSet<>(posts.alive())).isEqualTo(alive));
            assertThat(replay(processor, begun, end)).isEmpty();
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(books.missing()).isEqualTo(takenOut));
        }
    }

    private void apply(RestApi scheduler, String manifest) throws IOException, InterruptedException {
        scheduler.put("/v1/sources/" + source, "application/yaml", manifest.getBytes(StandardCharsets.UTF_8));
    }

    private static String posts(String manifest, String item) {
        assertThat(manifest).contains(RIGHT);
        return manifest.replace(RIGHT, item);
    }

    /** The playbook puts back all letters; those of other tests have causes that nobody mends. */
    private void discardOthers(RestApi checkpoint) throws IOException, InterruptedException {
        Set<String> others = new TreeSet<>();
        JsonMapper.shared()
                .readTree(checkpoint.get("/v1/dead-letters:summary"))
                .forEach(cause -> others.add(cause.path("source").asString("")));
        others.remove(source);
        for (String other : others) {
            checkpoint.post(
                    "/v1/dead-letters:discard",
                    "application/json",
                    "{\"filter\":{\"source\":\"%s\"},\"reason\":\"of another test\",\"limit\":10000}"
                            .formatted(other)
                            .getBytes(StandardCharsets.UTF_8));
        }
    }

    private long open(RestApi checkpoint) throws IOException, InterruptedException {
        return JsonMapper.shared()
                .readTree(checkpoint.get("/v1/dead-letters:summary"))
                .valueStream()
                .filter(cause -> cause.path("state").asString().equals("NEW")
                        && cause.path("source").asString().equals(source))
                .mapToLong(cause -> cause.path("letters").asLong())
                .sum();
    }

    /** The differences, without the line that sums up. */
    private List<JsonNode> replay(RestApi processor, Instant from, Instant to)
            throws IOException, InterruptedException {
        return processor
                .postLines("/v1/replays", request(from, to, true), TIMEOUT)
                .map(line -> JsonMapper.shared().readTree(line))
                .filter(line -> line.path("summary").isMissingNode())
                .toList();
    }

    /** How many items a replay corrected, once it has ended. */
    private long applied(RestApi processor, RestApi checkpoint, Instant from, Instant to)
            throws IOException, InterruptedException {
        String started = processor.post("/v1/replays", "application/json", request(from, to, false));
        String place = "/v1/operations/"
                + JsonMapper.shared().readTree(started).get("id").asString();
        await().atMost(TIMEOUT)
                .until(() -> JsonMapper.shared()
                        .readTree(checkpoint.get(place))
                        .get("state")
                        .asString()
                        .equals("COMPLETED"));
        return JsonMapper.shared()
                .readTree(checkpoint.get(place))
                .at("/result/applied")
                .asLong();
    }

    private byte[] request(Instant from, Instant to, boolean dryRun) {
        return "{\"source\":\"%s\",\"account\":\"%s\",\"from\":\"%s\",\"to\":\"%s\",\"dryRun\":%s}"
                .formatted(source, ACCOUNT, from, to, dryRun)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Set<String> alive(SandboxClient client, boolean withoutDeleted) throws Exception {
        Set<String> alive = new TreeSet<>();
        client.get("/truth/v1/versions?after=0&limit=10000")
                .lines()
                .map(line -> JsonMapper.shared().readTree(line))
                .filter(version -> version.get("account").asString().equals(ACCOUNT)
                        && version.get("stream").asString().equals("posts"))
                .forEach(version -> {
                    String id = version.get("id").asString();
                    if (withoutDeleted && version.get("op").asString().equalsIgnoreCase("delete")) {
                        alive.remove(id);
                    } else {
                        alive.add(id);
                    }
                });
        return alive;
    }
}
