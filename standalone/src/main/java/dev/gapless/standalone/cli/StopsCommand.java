package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gapless stops}. */
@Command(
        name = "stops",
        mixinStandardHelpOptions = true,
        description = "Lists the stops that hold, with their states and the replicas.")
final class StopsCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(names = "--ended", description = "also stops that have ended")
    private boolean ended;

    @Override
    public Integer call() throws IOException, InterruptedException {
        String stops = running.api(SuiteService.SCHEDULER).get("/v1/stops?ended=" + ended);
        output.print(stops);
        return 0;
    }
}
