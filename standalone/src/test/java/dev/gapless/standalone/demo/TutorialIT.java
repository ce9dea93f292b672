package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.embedded.LoopbackPorts;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.cli.GaplessCommand;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuitePorts;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The tutorial, run as written. Before it, in the same suite, four sources are followed as a new user would. One has a
 * wrong path, one a wrong credential, one a socket that never confirms, and one pages in the other order. The status
 * names cause and remedy, and what is mended goes on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TutorialIT {

    /** The status is to tell within 10 s on a machine that does nothing else; how long it took is printed. */
    private static final Duration TOLD = Duration.ofSeconds(60);

    /** Miners read a manifest anew within 15 s, then a walk has to be planned, carried out and reported. */
    private static final Duration MENDED = Duration.ofSeconds(90);

    private static final List<String> SOURCES = List.of("path", "credential", "socket", "order");

    /** The tutorial has the other one. */
    private static final String ACCOUNT = "acc-0002";

    @TempDir
    private static Path directory;

    /** By source, how long after its repair it did what it had not done. */
    private final Map<String, CompletableFuture<Duration>> wentOn = new LinkedHashMap<>();

    private TutorialCommands tutorial;
    private RestApi scheduler;
    private RestApi checkpoint;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        tutorial = new TutorialCommands(directory, LoopbackPorts.free(1)[0]);
        tutorial.startServers();
        SuiteHome home = SuiteHome.open(tutorial.data());
        scheduler = at(SuiteService.SCHEDULER, home);
        checkpoint = at(SuiteService.CHECKPOINT, home);
    }

    private static RestApi at(SuiteService service, SuiteHome home) throws IOException {
        return RestApi.at("http://127.0.0.1:" + service.port(SuitePorts.of(home)), home.adminToken());
    }

    @AfterAll
    void stop() throws InterruptedException {
        tutorial.stopServers();
    }

    @Test
    @Order(1)
    void each_of_four_mistakes_is_told_with_its_remedy() throws Exception {
        String shipped = shipped();
        String right = credential();

        follow("path", shipped, text -> text.replace("/{account}/comments", "/{account}/nothing"), right);
        told("path", "status 404", "streams.comments.listing.path");

        follow("credential", shipped, UnaryOperator.identity(), "wrong");
        told("credential", "the credential is refused with status", "--credential-file FILE");
        await().atMost(TOLD).untilAsserted(() -> assertThat(kinds("credential")).contains("gaps", "live"));

        follow("socket", shipped, text -> text.replace("equals: subscribed", "equals: never-said"), right);
        told("socket", "confirm", "socket.confirmation");

        follow("order", shipped, text -> text.replaceFirst("order: newest-first", "order: oldest-first"), right);
        told("order", "page-order", "streams.posts.listing.order");

        // Polls do not add up. Of the history one waits. Of what came since one waits for an hour, one is tried again,
        // and one is what the last poll added.
        await().atMost(MENDED)
                .untilAsserted(
                        () -> assertThat(gapsOfOneStream("credential", "posts")).hasSizeLessThanOrEqualTo(4));
        assertThat(run("status", "sockt")).isEqualTo(1);

        repaired("path", historyOf("path", "comments"), () -> apply("path", shipped, UnaryOperator.identity()));
        repaired("credential", historyOf("credential", "posts"), () -> add("credential", right));
        repaired("socket", () -> isLive("socket"), () -> apply("socket", shipped, UnaryOperator.identity()));
        repaired("order", historyOf("order", "posts"), () -> apply("order", shipped, UnaryOperator.identity()));
    }

    /** What a user does about a mistake. */
    @FunctionalInterface
    private interface SourceRepair {
        void run() throws IOException;
    }

    /** Repairs a source, and has it watched while the tutorial runs. */
    private void repaired(String source, Callable<Boolean> goesOn, SourceRepair repair) throws IOException {
        repair.run();
        long begun = System.nanoTime();
        wentOn.put(
                source,
                CompletableFuture.supplyAsync(
                        () -> {
                            await().atMost(MENDED).until(goesOn);
                            return Duration.ofNanos(System.nanoTime() - begun);
                        },
                        Thread::startVirtualThread));
    }

    /** Something older was mined than before the repair. Polls alone mine only what is newer. */
    private Callable<Boolean> historyOf(String source, String stream) throws IOException, InterruptedException {
        long before = firstMined(source, stream);
        return () -> firstMined(source, stream) < before;
    }

    private long firstMined(String source, String stream) throws IOException, InterruptedException {
        return JsonMapper.shared()
                .readTree(checkpoint.get("/v1/coverage/%s/%s/%s".formatted(source, ACCOUNT, stream)))
                .path("windows")
                .valueStream()
                .filter(window -> window.path("path").asString().equals("MINED"))
                .mapToLong(window -> window.path("from").asLong())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private boolean isLive(String source) throws IOException, InterruptedException {
        return status(source).path("live").asInt() > 0;
    }

    @Test
    @Order(2)
    void the_tutorial_runs_as_written() {
        assertThat(tutorial.run()).isGreaterThan(12);
    }

    @Test
    @Order(3)
    void what_was_mended_goes_on_at_once() {
        wentOn.forEach((source, took) -> {
            assertThat(took)
                    .as(() -> "%s, with %s".formatted(source, standing(source)))
                    .succeedsWithin(MENDED);
            System.out.printf(
                    "%s went on %d ms after its repair%n", source, took.join().toMillis());
        });
        assertThat(wentOn).containsOnlyKeys(SOURCES);
        for (String source : SOURCES) {
            await().atMost(MENDED)
                    .untilAsserted(() -> assertThat(failing(source)).isEmpty());
        }
    }

    private String shipped() throws IOException {
        return FollowedSandbox.shippedManifest(JsonMapper.shared()
                .readTree(Files.readString(tutorial.data().resolve("sandbox/sandbox.json")))
                .get("url")
                .asString());
    }

    private String credential() throws IOException {
        return Files.readString(tutorial.data().resolve("sandbox/" + ACCOUNT + ".credential"));
    }

    private int run(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--data";
        all[arguments.length + 1] = tutorial.data().toString();
        return GaplessCommand.run(all);
    }

    private void apply(String source, String shipped, UnaryOperator<String> edit) throws IOException {
        String text = edit.apply(shipped).replace("source: sandbox", "source: " + source);
        Path manifest = directory.resolve("manifest.yaml");
        Files.writeString(manifest, text);
        assertThat(run("source", "apply", manifest.toString())).isZero();
    }

    private void add(String source, String secret) throws IOException {
        Path credential = directory.resolve("credential");
        Files.writeString(credential, secret);
        assertThat(run("account", "add", source, ACCOUNT, "--credential-file", credential.toString()))
                .isZero();
    }

    private void follow(String source, String shipped, UnaryOperator<String> edit, String secret) throws IOException {
        assertThat(edit.apply(shipped).equals(shipped)).isEqualTo(source.equals("credential"));
        apply(source, shipped, edit);
        add(source, secret);
    }

    private void told(String source, String cause, String remedy) {
        Predicate<JsonNode> isCause =
                finding -> finding.path("reason").asString().contains(cause)
                        && finding.path("remedy").asString().contains(remedy);
        long begun = System.nanoTime();
        await().atMost(TOLD).untilAsserted(() -> assertThat(failing(source)).anyMatch(isCause));
        System.out.printf(
                "%s was told after %d ms%n",
                source, Duration.ofNanos(System.nanoTime() - begun).toMillis());
        assertThat(run("status", source)).isEqualTo(1);
    }

    private List<JsonNode> gapsOfOneStream(String source, String stream) throws IOException, InterruptedException {
        return JsonMapper.shared()
                .readTree(scheduler.get("/v1/gaps?source=%s&stream=%s".formatted(source, stream)))
                .valueStream()
                .toList();
    }

    /** What waits for what, for the words of a failure. */
    private String standing(String source) {
        try {
            return scheduler.get("/v1/gaps?source=" + source) + status(source);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> kinds(String source) throws IOException, InterruptedException {
        return failing(source).stream()
                .map(finding -> finding.path("kind").asString())
                .toList();
    }

    private JsonNode status(String source) throws IOException, InterruptedException {
        return JsonMapper.shared()
                .readTree(scheduler.get("/v1/sources/" + source + "/status"))
                .path("sources")
                .get(0);
    }

    private List<JsonNode> failing(String source) throws IOException, InterruptedException {
        return status(source)
                .path("findings")
                .valueStream()
                .filter(finding -> finding.path("severity").asString().equals("FAILING"))
                .toList();
    }
}
