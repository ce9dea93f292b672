package dev.gapless.chaos;

import dev.gapless.standalone.demo.RunProof;
import dev.gapless.standalone.demo.StopRun;
import dev.gapless.standalone.suite.InterruptibleRun;
import dev.gapless.standalone.suite.SuiteHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gapless chaos stop-under-load}. */
@Command(
        name = "stop-under-load",
        mixinStandardHelpOptions = true,
        description = {
            "Stops everything under load, over several processes of each service, of which two are halted.",
            "Restarts everything, and recovers while all schedulers are killed in each phase. The sandbox counts the calls."
        })
final class StopUnderLoadCommand implements Callable<Integer> {

    @Option(names = "--replicas", description = "processes of each service, 2 or more (default: ${DEFAULT-VALUE})")
    private int replicas = 2;

    @Option(names = "--project", description = "root of the sources, with the jars built (default: where gapless is)")
    private Path project = Path.of(System.getProperty("gapless.project", "."));

    @Option(names = "--keep", description = "keep the data directory with the logs of all processes")
    private boolean keep;

    @Override
    public Integer call() throws Exception {
        return InterruptibleRun.run(this::run, System.err::println);
    }

    private int run() throws Exception {
        Path directory = Files.createTempDirectory("gapless-stop-");
        try {
            List<RunProof> proofs =
                    new StopRun(project, SuiteHome.open(directory), replicas, System.out, Clock.systemUTC()).run();
            boolean passed = proofs.stream().allMatch(RunProof::seen);
            System.out.println(passed ? "PASSED" : "FAILED");
            return passed ? 0 : 1;
        } finally {
            if (keep) {
                System.out.println("kept: " + directory);
            } else {
                FileSystemUtils.deleteRecursively(directory);
            }
        }
    }
}
