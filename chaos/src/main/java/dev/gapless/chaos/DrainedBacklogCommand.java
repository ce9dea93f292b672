package dev.gapless.chaos;

import dev.gapless.standalone.demo.DrainedBacklogRun;
import dev.gapless.standalone.demo.RunProof;
import dev.gapless.standalone.suite.InterruptibleRun;
import dev.gapless.standalone.suite.SuiteHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gapless chaos drained-backlog}. */
@Command(
        name = "drained-backlog",
        mixinStandardHelpOptions = true,
        description =
                "Mines a backlog of three priority classes under a drain, and compares the critical class with its"
                        + " time alone.")
final class DrainedBacklogCommand implements Callable<Integer> {

    @Option(names = "--accounts", description = "how many (default: ${DEFAULT-VALUE})")
    private int accounts = 100;

    @Option(names = "--items", description = "records of each account (default: ${DEFAULT-VALUE})")
    private int items = 1_000;

    @Override
    public Integer call() throws Exception {
        return InterruptibleRun.run(this::run, System.err::println);
    }

    private int run() throws Exception {
        Path directory = Files.createTempDirectory("gapless-drain-");
        try {
            List<RunProof> proofs = new DrainedBacklogRun(SuiteHome.open(directory), accounts, items, System.out).run();
            boolean passed = proofs.stream().allMatch(RunProof::seen);
            System.out.println(passed ? "PASSED" : "FAILED");
            return passed ? 0 : 1;
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
    }
}
