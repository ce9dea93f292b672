package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gapless operation}. */
@Command(
        name = "operation",
        mixinStandardHelpOptions = true,
        description = "Long-running jobs: replays, undos, redrives and recoveries. Lists, shows, watches, pauses,"
                + " resumes and cancels them.")
final class OperationCommand implements Callable<Integer> {

    /** What to do with operations. */
    enum OperationVerb {
        LIST,
        SHOW,
        WATCH,
        PAUSE,
        RESUME,
        CANCEL
    }

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(index = "0", paramLabel = "WHAT", description = "list, show, watch, pause, resume or cancel")
    private String what = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "of the operation; not with list")
    private @Nullable String id;

    @Option(names = "--kind", description = "with list: REPLAY, UNDO, REDRIVE or RECOVERY only")
    private @Nullable String kind;

    @Option(names = "--state", description = "with list: PENDING, RUNNING, PAUSED, COMPLETED, FAILED or CANCELLED only")
    private @Nullable String state;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<OperationVerb> said = CommandVerb.parse(OperationVerb.class, what);
        return said.isEmpty() ? 2 : run(said.get());
    }

    private int run(OperationVerb verb) throws IOException, InterruptedException {
        OperationClient operations = new OperationClient(running.api(SuiteService.CHECKPOINT), output);
        if (verb == OperationVerb.LIST) {
            operations.list(kind, state);
            return 0;
        }
        if (id == null) {
            System.err.println("name the operation by its id; gapless operation list shows it");
            return 2;
        }
        return switch (verb) {
            case WATCH -> operations.watch(id);
            case PAUSE, RESUME, CANCEL -> operations.change(id, CommandVerb.word(verb));
            case LIST, SHOW -> operations.show(id);
        };
    }
}
