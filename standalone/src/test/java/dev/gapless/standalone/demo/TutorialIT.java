package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.cli.GaplessCommand;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuiteOptions;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A source with a wrong path, one with a wrong credential, one whose socket never confirms, and one whose pages are in
 * the other order, each followed as a new user would. The status names cause and remedy within 10 s, and what is mended
 * goes on at once.
 */
class DeadSourceIT {

    private static final SandboxWorld WORLD = new SandboxWorld(11, 1, 2, 60, 0);
    private static final Duration TOLD = Duration.ofSeconds(10);

    /** Miners read a manifest anew within 15 s, then a walk has to be planned, carried out and reported. */
    private static final Duration MENDED = Duration.ofSeconds(40);

    private static final String ACCOUNT = "acc-0001";

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init") // set by the test before anything asks it
    private RestApi scheduler;

    @Test
    void each_of_four_mistakes_is_told_with_its_remedy_and_mended_at_once() throws Exception {
        SuiteHome home = SuiteHome.open(directory.resolve("data"));
        try (SandboxProcess sandbox = SandboxProcess.open(home, WORLD);
                GaplessSuite suite = GaplessSuite.start(SuiteOptions.of(home, 0, what -> {}))) {
            scheduler = RestApi.at(suite.url(SuiteService.SCHEDULER), home.adminToken());
            String shipped = FollowedSandbox.shippedManifest(sandbox.client().url());
            String right = sandbox.client().accounts().getFirst().credential();

            follow("path", shipped, text -> text.replace("/{account}/comments", "/{account}/nothing"), right);
            told("path", "status 404", "streams.comments.listing.path");

            follow("credential", shipped, UnaryOperator.identity(), "wrong");
            told("credential", "the credential is refused with status", "--credential-file FILE");
            await().atMost(TOLD)
                    .untilAsserted(() -> assertThat(kinds("credential")).contains("gaps", "live"));

            follow("socket", shipped, text -> text.replace("equals: subscribed", "equals: never-said"), right);
            told("socket", "confirm", "socket.confirmation");

            follow("order", shipped, text -> text.replaceFirst("order: newest-first", "order: oldest-first"), right);
            told("order", "page-order", "streams.posts.listing.order");

            // one that waits for an hour, one that is tried again, and what the last poll added
            assertThat(gapsOfOneStream("credential", "posts")).isLessThanOrEqualTo(3);

            apply("path", shipped, UnaryOperator.identity());
            add("credential", right);
            apply("socket", shipped, UnaryOperator.identity());
            apply("order", shipped, UnaryOperator.identity());
            for (String source : new String[] {"path", "credential", "socket", "order"}) {
                await().atMost(MENDED)
                        .untilAsserted(() -> assertThat(failing(source)).isEmpty());
            }
            assertThat(run("status", "sockt")).isEqualTo(1);
        }
    }

    private int run(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--data";
        all[arguments.length + 1] = directory.resolve("data").toString();
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
        await().atMost(TOLD).untilAsserted(() -> assertThat(failing(source)).anyMatch(isCause));
        assertThat(run("status", source)).isEqualTo(1);
    }

    private int gapsOfOneStream(String source, String stream) throws IOException, InterruptedException {
        return JsonMapper.shared()
                .readTree(scheduler.get("/v1/gaps?source=%s&stream=%s".formatted(source, stream)))
                .size();
    }

    private List<String> kinds(String source) throws IOException, InterruptedException {
        return failing(source).stream()
                .map(finding -> finding.path("kind").asString())
                .toList();
    }

    private List<JsonNode> failing(String source) throws IOException, InterruptedException {
        return JsonMapper.shared()
                .readTree(scheduler.get("/v1/sources/" + source + "/status"))
                .path("sources")
                .get(0)
                .path("findings")
                .valueStream()
                .filter(finding -> finding.path("severity").asString().equals("FAILING"))
                .toList();
    }
}
