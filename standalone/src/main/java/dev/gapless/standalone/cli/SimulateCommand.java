package dev.gapless.standalone.cli;

import dev.gapless.simulation.SeedFailureReport;
import dev.gapless.simulation.SeedOptions;
import dev.gapless.simulation.SeedResult;
import dev.gapless.simulation.SeedRunSummary;
import dev.gapless.simulation.SeedRunner;
import dev.gapless.simulation.SeedSimulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gapless simulate}: the core against random schedules of faults, with nothing running. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Runs the core against random schedules of faults, judged by an oracle of its own.")
final class SimulateCommand implements Callable<Integer> {

    private static final int TOLD = 3;
    private static final int SIGN_OF_LIFE = 1_000;

    @Option(names = "--seeds", description = "how many schedules (default: ${DEFAULT-VALUE})")
    private long seeds = 10_000;

    @Option(names = "--first", description = "the first of them (default: ${DEFAULT-VALUE})")
    private long first = 1;

    @Option(names = "--threads", description = "how many at once (default: one a processor)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--seed", description = "this one alone, with its plan")
    private @Nullable Long seed;

    @Option(names = "--without", split = ",", description = "faults to leave out of its plan, by their numbers")
    private List<Integer> without = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        System.setProperty("logback.configurationFile", "simulation/quiet-logback.xml");
        SeedOptions options = SeedOptions.all().without(Set.copyOf(without));
        return seed == null ? many(options) : one(seed, options);
    }

    private static int one(long chosen, SeedOptions options) {
        SeedResult outcome = SeedSimulation.run(chosen, options);
        System.out.printf(
                "seed %d: %d versions made, %d changes published, %.0f s of virtual time; planned:%n%s",
                chosen,
                outcome.versions(),
                outcome.changes(),
                outcome.micros() / 1e6,
                SeedFailureReport.plan(outcome.plan()));
        System.out.println("struck: " + outcome.fired());
        outcome.violations().forEach(violation -> System.out.println("BROKEN: " + violation));
        System.out.println(outcome.failed() ? "it fails" : "all promises are kept");
        return outcome.failed() ? 1 : 0;
    }

    private int many(SeedOptions options) throws InterruptedException {
        List<SeedResult> failures = new ArrayList<>();
        long[] done = new long[1];
        SeedRunSummary summary = new SeedRunner(options, threads).run(first, seeds, outcome -> {
            if (++done[0] % SIGN_OF_LIFE == 0) {
                System.out.println(done[0] + " seeds");
            }
            if (outcome.failed() && failures.size() < TOLD) {
                failures.add(outcome);
            }
        });
        System.out.println(summary);
        System.out.println("struck: " + summary.fired());
        failures.forEach(failed -> System.out.println(SeedFailureReport.of(failed, options)));
        return summary.failures().isEmpty() ? 0 : 1;
    }
}
