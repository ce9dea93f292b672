package dev.gapless.chaos;

import dev.gapless.standalone.suite.InterruptibleRun;
import dev.gapless.standalone.suite.SuiteHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gapless chaos}. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description = "Runs the demo once for each fault, and judges the outcome by the sandbox's truth.")
final class ChaosCommand implements Callable<Integer> {

    @Parameters(
            description = "which: ${COMPLETION-CANDIDATES} (default: all)",
            converter = FaultName.class,
            completionCandidates = FaultLabels.class)
    private List<ChaosFault> faults = List.of(ChaosFault.values());

    @Option(names = "--for", description = "how long events are made (default: ${DEFAULT-VALUE})")
    private Duration duration = Duration.ofSeconds(60);

    /** What can be named. */
    static final class FaultLabels implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(ChaosFault.values()).map(ChaosFault::label).iterator();
        }
    }

    /** {@code disk-full} and the like. */
    static final class FaultName implements ITypeConverter<ChaosFault> {
        @Override
        public ChaosFault convert(String value) {
            for (ChaosFault fault : ChaosFault.values()) {
                if (fault.label().equals(value)) {
                    return fault;
                }
            }
            throw new CommandLine.TypeConversionException(
                    "'%s' is no fault (expected one of: %s)".formatted(value, ChaosFault.labels()));
        }
    }

    @Override
    public Integer call() throws Exception {
        return InterruptibleRun.run(this::run, System.err::println);
    }

    private int run() throws Exception {
        List<FaultRunResult> outcomes = new ArrayList<>();
        for (ChaosFault fault : faults) {
            System.out.println("== " + fault.label());
            Path directory = Files.createTempDirectory("gapless-chaos-");
            try {
                SuiteHome home = SuiteHome.open(directory);
                FaultRunResult outcome = new FaultRun(fault.label(), fault.in(home), home, duration, System.out).run();
                print(outcome);
                outcomes.add(outcome);
            } finally {
                FileSystemUtils.deleteRecursively(directory);
            }
        }
        for (FaultRunResult outcome : outcomes) {
            System.out.printf(
                    "%-17s %s%n", outcome.fault(), !outcome.run() ? "not run" : outcome.held() ? "held" : "BROKEN");
        }
        return verdict(outcomes);
    }

    /** @return 0 when all held, 1 when one did not, 3 when all held that could be made here, and some could not */
    static int verdict(List<FaultRunResult> outcomes) {
        if (!outcomes.stream().filter(FaultRunResult::run).allMatch(FaultRunResult::held)) {
            System.out.println("FAILED");
            return 1;
        }
        long missing = outcomes.stream().filter(outcome -> !outcome.run()).count();
        System.out.println(missing == 0 ? "PASSED" : "INCOMPLETE: %d not run".formatted(missing));
        return missing == 0 ? 0 : 3;
    }

    private static void print(FaultRunResult outcome) {
        if (outcome.report() == null) {
            System.out.printf("%-17s not run: %s%n", outcome.fault(), outcome.injected());
            return;
        }
        System.out.printf(
                "%-17s %s; %,d versions, uncovered %d, %s; %.0f s%n",
                outcome.fault(),
                outcome.held() ? "held" : "BROKEN",
                outcome.report().versions(),
                outcome.report().uncovered(),
                outcome.report().summary(),
                outcome.report().seconds());
        System.out.println("  injected: " + outcome.injected());
        outcome.proofs().forEach(proof -> System.out.println("  " + proof));
        if (outcome.foreseen() > 0) {
            System.out.printf("  foreseen: %,d records unaccounted, by the fault itself%n", outcome.foreseen());
        }
        outcome.report().examples().forEach(example -> System.out.println("  " + example));
    }
}
