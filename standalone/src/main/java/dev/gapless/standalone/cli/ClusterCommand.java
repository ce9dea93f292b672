package dev.gapless.standalone.cli;

import dev.gapless.standalone.cluster.ClusterShape;
import dev.gapless.standalone.cluster.ServiceStartMeter;
import dev.gapless.standalone.demo.ClusterRun;
import dev.gapless.standalone.demo.ClusterRun.ClusterCourse;
import dev.gapless.standalone.demo.ClusterRun.ClusterRunResult;
import dev.gapless.standalone.demo.DemoReport;
import dev.gapless.standalone.demo.ScaleFigures;
import dev.gapless.standalone.suite.InterruptibleRun;
import dev.gapless.standalone.suite.SuiteHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gapless cluster}. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the services as processes of their own, started as docker-compose.yml starts them, over embedded servers.",
            "One process of each and a broker are killed, all services are restarted in a roll, and the sandbox's truth judges the outcome.",
            "With --scale processes are added and removed instead."
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

    @Option(
            names = "--authorize",
            description = {
                "as --tls, and Kafka knows each service by SCRAM:",
                "topics, users and rights are those of k8s/components/strimzi"
            })
    private boolean authorize;

    @Option(
            names = "--scale",
            description =
                    "nothing is killed; processors go from 2 to 4 and back, miners and captures from 1 to 3 and back")
    private boolean scale;

    @Option(
            names = "--events",
            paramLabel = "RATE",
            description = "events a second that the sandbox makes (default: 20, and 60 with --scale)")
    private @Nullable Integer events;

    @Option(
            names = "--jvm-options",
            split = " ",
            paramLabel = "OPTIONS",
            description = {
                "options of the services' virtual machines, besides those of the images;",
                "-XX:TieredStopAtLevel=1 where there are fewer processors than processes: half of their time goes into the second compiler"
            })
    private List<String> jvmOptions = List.of();

    @Option(
            names = "--from",
            paramLabel = "DIRECTORY",
            description = "begins with the jars of other sources; their tables are migrated before the roll")
    private @Nullable Path former;

    @Option(
            names = "--starts",
            paramLabel = "ROUNDS",
            description =
                    "measures instead: how long each service takes to be ready, alone, from its jar and from its image")
    private int starts;

    @Option(names = "--services", split = ",", description = "with --starts, which of them (default: all)")
    private List<String> services = List.of();

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
            if (starts > 0) {
                new ServiceStartMeter(root, directory.resolve("cluster"), starts, services, System.out::println).run();
                return 0;
            }
            ClusterCourse course = scale ? ClusterCourse.SCALING : ClusterCourse.FAILURES;
            if (!jvmOptions.isEmpty()) {
                System.out.println("not as the images start them: with " + String.join(" ", jvmOptions));
            }
            ClusterRunResult run = new ClusterRun(
                            root,
                            former == null ? null : former.toAbsolutePath().normalize(),
                            home,
                            new ClusterShape(
                                    scale ? 1 : replicas, brokers, tls || authorize, authorize, jvmOptions, Map.of()),
                            course,
                            events == null ? course.events() : events,
                            duration,
                            System.out,
                            Clock.systemUTC())
                    .run();
            DemoReport outcome = run.report();
            outcome.examples().forEach(example -> System.out.println("  " + example));
            if (outcome.uncovered() > 0) {
                System.out.printf("%d streams or partitions did not settle in time%n", outcome.uncovered());
            }
            System.out.println(outcome.summary());
            ScaleFigures scaled = run.scale();
            if (scaled != null) {
                scaled.lines().forEach(System.out::println);
            }
            System.out.println(run.passed() ? "PASSED" : "FAILED");
            return run.passed() ? 0 : 1;
        } finally {
            if (keep) {
                System.out.println("logs: " + directory);
            } else {
                FileSystemUtils.deleteRecursively(directory);
            }
        }
    }
}
