package dev.gapless.standalone.cli;

import static dev.gapless.standalone.cli.SuiteConnectionOptions.encoded;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gapless flag}. */
@Command(
        name = "flag",
        mixinStandardHelpOptions = true,
        description =
                "Doors of sources that are open for a part of the accounts. Without a flag a door is open for all.",
        subcommands = {FlagCommand.SetFlag.class, FlagCommand.RemoveFlag.class})
final class FlagCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        output.print(running.api(SuiteService.SCHEDULER).get("/v1/flags"));
        return 0;
    }

    /** A door of a source, and how it is called. */
    static final class FlagOptions {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Mixin
        private PlannedCallOptions plan = new PlannedCallOptions();

        @Parameters(index = "0", paramLabel = "SOURCE")
        private String source = "";

        @Parameters(index = "1", paramLabel = "DOOR", description = "live or history")
        private String door = "";

        private RestApi api() throws IOException {
            return plan.under(running.api(SuiteService.SCHEDULER));
        }

        private String path(String query) {
            return plan.path("/v1/flags/%s/%s%s".formatted(encoded(source), encoded(door), query));
        }
    }

    /** {@code gapless flag set}. */
    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            description = "Opens a door for a percentage of the accounts. An account within 10 percent is within 50 "
                    + "percent too.")
    static final class SetFlag implements Callable<Integer> {

        @Mixin
        private FlagOptions flag = new FlagOptions();

        @Parameters(index = "2", paramLabel = "PERCENT", description = "0 to 100")
        private int percent;

        @Option(names = "--reason", required = true, description = "why, for other operators")
        private String reason = "";

        @Option(names = "--flag-version", description = "only if the flag still has this version")
        private @Nullable Long version;

        @Override
        public Integer call() throws IOException, InterruptedException {
            String only = version == null ? "" : "&version=" + version;
            flag.output.print(flag.api()
                    .put(
                            flag.path("?percent=%d&reason=%s%s".formatted(percent, encoded(reason), only)),
                            "application/json",
                            new byte[0]));
            return 0;
        }
    }

    /** {@code gapless flag remove}. */
    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Opens a door for all accounts again.")
    static final class RemoveFlag implements Callable<Integer> {

        @Mixin
        private FlagOptions flag = new FlagOptions();

        @Override
        public Integer call() throws IOException, InterruptedException {
            flag.output.print(flag.api().delete(flag.path("")));
            return 0;
        }
    }
}
