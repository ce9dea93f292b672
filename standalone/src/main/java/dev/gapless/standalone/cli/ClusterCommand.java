package dev.gapless.standalone.cli;

import dev.gapless.standalone.cluster.ClusterSize;
import dev.gapless.standalone.demo.ClusterRun;
import dev.gapless.standalone.demo.DemoReport;
import dev.gapless.standalone.suite.InterruptibleRun;
import dev.gapless.standalone.suite.SuiteHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gapless cluster}. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the services as processes of their own, started as docker-compose.yml starts them, over embedded servers.",
            "One process of each and a broker are killed, all services are restarted in a roll, and the sandbox's truth judges the outcome."
        })
final class ClusterCommand implements Callable<Integer> {

    @Option(names = "--replicas", description = "processes of each service (default: ${DEFAULT-VALUE})")
    private int replicas = 2;

    @Option(
            names = "--brokers",
            description = "Kafka's nodes; with 3 a record is on all of them (default: ${DEFAULT-VALUE})")
    private int brokers = 3;

    @Option(
            names = "--tls",
            description = "HTTPS between services, TLS to Kafka, PostgreSQL and Redis, certificates checked")
    private boolean tls;

    @Option(names = "--for", description = "how long events are made before the roll (default: ${DEFAULT-VALUE})")
    private Duration duration = Duration.ofMinutes(2);

    @Option(names = "--project", description = "root of the sources, with the jars built (default: where gapless is)")
    private Path project = Path.of(System.getProperty("gapless.project", "."));

    @Option(names = "--keep", description = "keep the data directory with the logs of all processes")
    private boolean keep;

    @Override
    public Integer call() throws Exception {
        return InterruptibleRun.run(this::run, System.err::println);
    }

    private int run() throws Exception {
        Path directory = Files.createTempDirectory("gapless-cluster-");
        try {
            SuiteHome home = SuiteHome.open(directory);
            LogFile.in(home);
            Path root = project.toAbsolutePath().normalize();
            DemoReport outcome = new ClusterRun(
                            root,
                            home,
                            new ClusterSize(replicas, brokers, tls),
                            duration,
                            System.out,
                            Clock.systemUTC())
                    .run();
            outcome.examples().forEach(example -> System.out.println("  " + example));
            if (outcome.uncovered() > 0) {
                System.out.printf("%d streams or partitions did not settle in time%n", outcome.uncovered());
            }
            System.out.println(outcome.summary());
            System.out.println(outcome.passed() ? "PASSED" : "FAILED");
            return outcome.passed() ? 0 : 1;
        } finally {
            if (keep) {
                System.out.println("logs: " + directory);
            } else {
                FileSystemUtils.deleteRecursively(directory);
            }
        }
    }
}
