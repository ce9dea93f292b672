package dev.gapless.standalone.cli;

import dev.gapless.standalone.check.SamplePlan;
import dev.gapless.standalone.demo.DemoIncident;
import dev.gapless.standalone.demo.DemoOptions;
import dev.gapless.standalone.demo.DemoReport;
import dev.gapless.standalone.demo.DemoRun;
import dev.gapless.standalone.demo.PrometheusObserver;
import dev.gapless.standalone.suite.InterruptibleRun;
import dev.gapless.standalone.suite.SuiteHome;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gapless demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Runs the main job against a sandbox with a known truth, with faults, and judges the outcome.")
final class DemoCommand implements Callable<Integer> {

    @Option(names = "--for", description = "how long events are made (default: ${DEFAULT-VALUE})")
    private Duration duration = Duration.ofMinutes(2);

    @Option(names = "--report", description = "write the outcome here, as JSON")
    private @Nullable Path report;

    @Option(
            names = "--data",
            description =
                    "data directory; one of an earlier run goes on where that stopped (default: a new one, removed at the end)")
    private @Nullable Path data;

    @Option(
            names = "--samples",
            description =
                    "compare held coverage with the ledger at least so often, of some accounts each; the run lasts longer if need be (default: once or twice a second, of all accounts)")
    private long samples;

    @Option(
            names = "--incident",
            description = "everything is stopped under load, and recovered part by part; not with --observe")
    private boolean incident;

    @Mixin
    private PrometheusOptions observation = new PrometheusOptions();

    @Override
    public Integer call() throws Exception {
        Path prometheus = observation.program();
        if (incident && prometheus != null) {
            System.err.println("--incident does not go with --observe");
            return 2;
        }
        return InterruptibleRun.run(() -> run(prometheus), System.err::println);
    }

    private int run(@Nullable Path prometheus) throws IOException, InterruptedException, SQLException {
        Path directory = data != null ? data : Files.createTempDirectory("gapless-demo-");
        try {
            SuiteHome home = SuiteHome.open(directory);
            LogFile.in(home);
            DemoOptions options = DemoOptions.standard(home, duration, System.out, onTerminal());
            if (incident) {
                options = DemoIncident.in(options, DemoCommand::say);
            }
            DemoReport outcome = prometheus == null ? run(sampled(options)) : observed(options, prometheus);
            print(outcome);
            if (report != null) {
                outcome.write(report);
            }
            return outcome.passed() ? 0 : 1;
        } finally {
            if (data == null) {
                FileSystemUtils.deleteRecursively(directory);
            }
        }
    }

    private static DemoReport run(DemoOptions options) throws IOException, InterruptedException, SQLException {
        return new DemoRun(options, Clock.systemUTC()).run();
    }

    private DemoReport observed(DemoOptions options, Path prometheus)
            throws IOException, InterruptedException, SQLException {
        try (PrometheusObserver observer = new PrometheusObserver(prometheus, DemoCommand::say)) {
            return run(sampled(options.disturbedBy(observer)));
        }
    }

    private DemoOptions sampled(DemoOptions options) {
        return samples > 0 ? options.sampledBy(SamplePlan.dense(samples)) : options;
    }

    private static void say(String line) {
        System.out.println(line);
    }

    /** True when standard output is read by a person. */
    static boolean onTerminal() {
        Console console = System.console();
        return Objects.nonNull(console) && console.isTerminal();
    }

    private static void print(DemoReport outcome) {
        outcome.faults()
                .forEach(fault -> System.out.printf(
                        "fault %-12s planned %d, fired %d%n", fault.kind(), fault.planned(), fault.fired()));
        outcome.examples().forEach(example -> System.out.println("  " + example));
        System.out.printf(
                "%d accounts, %,d item versions of %,d items, %,d changes published, %.1f s%n",
                outcome.accounts(), outcome.versions(), outcome.items(), outcome.published(), outcome.seconds());
        if (outcome.uncovered() > 0) {
            System.out.printf("%d streams or partitions did not settle in time%n", outcome.uncovered());
        }
        System.out.println(outcome.summary());
        System.out.println(outcome.passed() ? "PASSED" : "FAILED");
    }
}
