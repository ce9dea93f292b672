package dev.gapless.standalone.cli;

import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.manifest.ManifestReader;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless coverage}. */
@Command(
        name = "coverage",
        mixinStandardHelpOptions = true,
        description = "Shows which ranges are held, by what evidence, and which are missing.")
final class CoverageCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(
            paramLabel = "STREAM",
            description = "source/account/stream, or a source for an overview of its streams")
    private String stream = "";

    @Option(names = "--from", description = "first instant (2026-01-31T12:00:00Z) or position (default: the beginning)")
    private @Nullable String from;

    @Option(names = "--to", description = "instant or position to stop before (default: the end of the horizon)")
    private @Nullable String to;

    @Override
    public Integer call() throws IOException, InterruptedException {
        running.requireKnown(stream);
        RestApi checkpoint = running.api(SuiteService.CHECKPOINT);
        if (stream.contains("/")) {
            String parameters = parameter("from", from) + parameter("to", to);
            output.print(checkpoint.get("/v1/coverage/" + SuiteConnectionOptions.encodedStream(stream)
                    + parameters.replaceFirst("&", "?")));
        } else {
            output.print(
                    overview(checkpoint, running.api(SuiteService.SCHEDULER)).toString(),
                    "stream",
                    "windows",
                    "latest",
                    "claimed",
                    "positions");
        }
        return 0;
    }

    private JsonNode overview(RestApi checkpoint, RestApi scheduler) throws IOException, InterruptedException {
        String source = SuiteConnectionOptions.encoded(stream);
        byte[] manifest = scheduler.get("/v1/sources/" + source + "/manifest").getBytes(StandardCharsets.UTF_8);
        Set<String> streams = ManifestReader.read(manifest) instanceof Reading.Accepted accepted
                ? accepted.connector().spec().streams().keySet()
                : Set.of();
        return CoverageOverview.of(
                stream,
                JsonMapper.shared().readTree(checkpoint.get("/v1/coverage?source=" + source)),
                JsonMapper.shared().readTree(scheduler.get("/v1/accounts?limit=10000&source=" + source)),
                streams);
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : "&%s=%s".formatted(name, SuiteConnectionOptions.encoded(value));
    }
}
