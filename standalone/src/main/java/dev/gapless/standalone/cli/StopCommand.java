package dev.gapless.standalone.cli;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapless stop}. */
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        description =
                "Stops upstream calls: all of them, or those of a source, an account, a stream, mining or capture."
                        + " Waits until every replica obeys and all calls have ended; fails when that takes too long.")
final class StopCommand implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(250);

    /** Of mining, capture and sources at most one. */
    static final class NarrowScope {

        @Option(names = "--mining", description = "mining only; capture goes on")
        private boolean mining;

        @Option(names = "--capture", description = "capture only; mining goes on")
        private boolean capture;

        @Option(
                names = "--source",
                description = "this source only, or the part of it that --account and --stream name")
        private @Nullable String source;
    }

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private PlannedCallOptions plan = new PlannedCallOptions();

    @ArgGroup
    private NarrowScope scope = new NarrowScope();

    @Option(names = "--account", description = "with --source: this account only")
    private @Nullable String account;

    @Option(names = "--stream", description = "with --account: this stream only")
    private @Nullable String stream;

    @Option(
            names = "--level",
            description = "intake: captured records are still published; all: processors hold too (default: intake)")
    private String level = "intake";

    @Option(names = "--reason", required = true, description = "why, for other operators")
    private String reason = "";

    @Option(names = "--wait", description = "how long to wait for all replicas (default: ${DEFAULT-VALUE})")
    private Duration patience = Duration.ofSeconds(15);

    @Override
    public Integer call() throws IOException, InterruptedException {
        RestApi api = running.api(SuiteService.SCHEDULER);
        ObjectNode request = JsonMapper.shared()
                .createObjectNode()
                .put("scope", kind())
                .put("source", scope.source)
                .put("account", account)
                .put("stream", stream)
                .put("level", level)
                .put("reason", reason);
        String answer = plan.under(api)
                .post(
                        plan.path("/v1/stops"),
                        "application/json",
                        JsonMapper.shared().writeValueAsBytes(request));
        if (plan.isDryRun()) {
            output.print(answer);
            return 0;
        }
        JsonNode stop = JsonMapper.shared().readTree(answer);
        String path = "/v1/stops/" + stop.get("id").asString();
        long end = System.nanoTime() + patience.toNanos();
        while (!isQuiet(stop) && System.nanoTime() < end) {
            Thread.sleep(POLL);
            stop = JsonMapper.shared().readTree(api.get(path));
        }
        output.print(stop.toString());
        if (isQuiet(stop)) {
            return 0;
        }
        System.err.printf(
                "not quiet after %d s, state %s, unheard %s. The stop holds; gapless stops shows how far it is.%n",
                patience.toSeconds(), stop.get("state").asString(), stop.get("unheard"));
        return 1;
    }

    private String kind() {
        if (scope.mining) {
            return "mining";
        }
        if (scope.capture) {
            return "capture";
        }
        if (scope.source == null) {
            return account == null ? "all" : "account";
        }
        if (stream != null) {
            return "stream";
        }
        return account != null ? "account" : "source";
    }

    private static boolean isQuiet(JsonNode stop) {
        return stop.get("state").asString().equals("QUIET");
    }
}
