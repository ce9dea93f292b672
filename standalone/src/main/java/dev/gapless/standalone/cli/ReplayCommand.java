package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Reads captured records again with the present manifest, and prints a line for each item "
                + "that would differ.")
final class ReplayCommand implements Callable<Integer> {

    private static final Duration TIMEOUT = Duration.ofHours(1);

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Option(names = "--source", required = true, description = "the source")
    private String source = "";

    @Option(names = "--account", description = "only this account's")
    private @Nullable String account;

    @Option(names = "--stream", description = "only this stream's")
    private @Nullable String stream;

    @Option(names = "--from", required = true, description = "received at or after, such as 2026-01-31T12:00:00Z")
    private String from = "";

    @Option(names = "--to", required = true, description = "received before")
    private String to = "";

    @Option(names = "--apply", description = "apply the differences, as an operation")
    private boolean apply;

    @Option(names = "--wait", description = "with --apply: wait until it has ended")
    private boolean wait;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<String, Object> asked = new LinkedHashMap<>(Map.of("source", source, "from", from, "to", to));
        if (account != null) {
            asked.put("account", account);
        }
        if (stream != null) {
            asked.put("stream", stream);
        }
        asked.put("dryRun", !apply);
        byte[] body = JsonMapper.shared().writeValueAsBytes(asked);
        if (apply) {
            String started = running.api(SuiteService.PROCESSOR).post("/v1/replays", "application/json", body);
            return new OperationClient(running.api(SuiteService.CHECKPOINT), output).started(started, wait);
        }
        try (Stream<String> lines = running.api(SuiteService.PROCESSOR).postLines("/v1/replays", body, TIMEOUT)) {
            lines.forEach(System.out::println);
        }
        return 0;
    }
}
