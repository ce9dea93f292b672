package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gapless why}. */
@Command(
        name = "why",
        mixinStandardHelpOptions = true,
        description = "Shows the history of an item, or why it is absent.")
final class WhyCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(index = "0", paramLabel = "STREAM", description = "source/account/stream")
    private String stream = "";

    @Parameters(index = "1", paramLabel = "ID", description = "the upstream's id of the item")
    private String id = "";

    @Option(names = "--position", description = "position of the item, when the ledger does not know it")
    private @Nullable Long position;

    @Override
    public Integer call() throws IOException, InterruptedException {
        String path = "/v1/why/%s/%s"
                .formatted(SuiteConnectionOptions.encodedStream(stream), SuiteConnectionOptions.encoded(id));
        running.requireKnown(stream);
        output.print(
                running.api(SuiteService.CHECKPOINT).get(position == null ? path : path + "?position=" + position));
        return 0;
    }
}
