package dev.gapless.standalone.suite;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.testing.servers.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One suite for all tests of a JVM, started by the first that asks. Each follows sources of its own names, and removes
 * them when it ends.
 */
public final class SharedSuite {

    private static final List<String> IMPATIENT = List.of(
            "gapless.scheduler.planning.reconcile-delay=1s",
            "gapless.checkpoint.miss-detection.grace=10s",
            "gapless.checkpoint.consistency.refresh-every=5s",
            "gapless.checkpoint.storage.refresh-every=5s",
            "gapless.scheduler.objective.judge-every=2s");

    private static final SpanBodies SPANS = new SpanBodies();

    private SharedSuite() {}

    private static final class Started {
        static final GaplessSuite SUITE = open();
    }

    public static GaplessSuite get() {
        return Started.SUITE;
    }

    /** What it exports of each frame and each page. */
    public static SpanBodies spans() {
        return SPANS;
    }

    /** A name that no other test of this run uses. */
    public static String source() {
        return TestServers.unique("source");
    }

    /** With all its accounts: who made it ends soon, and nothing else is to be asked of it. */
    public static void remove(String source) throws IOException, InterruptedException {
        startStopped();
        RestApi scheduler =
                RestApi.at(get().url(SuiteService.SCHEDULER), get().home().adminToken());
        JsonNode accounts = JsonMapper.shared().readTree(scheduler.get("/v1/accounts?source=" + source));
        for (JsonNode account : accounts) {
            scheduler.delete("/v1/accounts/%s/%s"
                    .formatted(source, account.get("account").asString()));
        }
        scheduler.delete("/v1/sources/" + source);
    }

    /** Those that are under way, and with them their recoveries: they would hold the tests that follow. */
    public static void endStops() throws IOException, InterruptedException {
        startStopped();
        RestApi scheduler =
                RestApi.at(get().url(SuiteService.SCHEDULER), get().home().adminToken());
        for (JsonNode stop : JsonMapper.shared().readTree(scheduler.get("/v1/stops"))) {
            scheduler.delete("/v1/stops/" + stop.get("id").asString() + "?reason=the+test+is+over");
        }
    }

    /** What a test that failed has left stopped: those that follow need all services. */
    private static void startStopped() {
        for (SuiteService service : SuiteService.values()) {
            if (!get().isRunning(service)) {
                get().start(service);
            }
        }
    }

    private static GaplessSuite open() {
        try {
            Path directory = Files.createTempDirectory("gapless-shared-suite-");
            GaplessSuite suite = GaplessSuite.start(SuiteOptions.of(SuiteHome.open(directory), 0, what -> {})
                    .confirmingSoon()
                    .with(IMPATIENT)
                    .with(List.of("gapless.tracing.endpoint=" + SPANS.endpoint(), "gapless.tracing.ratio=1")));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(suite, directory), "close-shared-suite"));
            return suite;
        } catch (IOException e) {
            throw new UncheckedIOException("the suite did not start", e);
        }
    }

    private static void close(GaplessSuite suite, Path directory) {
        suite.close();
        SPANS.close();
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("the suite's data could not be removed", e);
        }
    }
}
