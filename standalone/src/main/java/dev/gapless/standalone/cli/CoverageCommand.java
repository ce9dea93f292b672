package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gapless coverage}. */
@Command(
        name = "coverage",
        mixinStandardHelpOptions = true,
        description = "Which intervals are held and by what evidence, as JSON.")
final class CoverageCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Parameters(
            paramLabel = "STREAM",
            description = "source/account/stream, or a source for an overview of its streams")
    private String stream = "";

    @Option(names = "--from", description = "first position (default: the beginning)")
    private long from;

    @Option(names = "--to", description = "position to stop before (default: the end)")
    private long to = Long.MAX_VALUE;

    @Override
    public Integer call() throws IOException, InterruptedException {
        String path = stream.contains("/")
                ? "/v1/coverage/%s?from=%d&to=%d".formatted(stream, from, to)
                : "/v1/coverage?source=" + stream;
        System.out.println(running.api(SuiteService.CHECKPOINT).get(path));
        return 0;
    }
}
