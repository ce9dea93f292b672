package dev.gapless.chaos;

import dev.gapless.standalone.suite.SuiteHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
        description =
                "Runs the demo once for each fault of the servers, and judges the outcome by the sandbox's truth.")
final class ChaosCommand implements Callable<Integer> {

    @Parameters(description = "which: ${COMPLETION-CANDIDATES} (default: all)", converter = FaultName.class)
    private List<Fault> faults = List.of(Fault.values());

    @Option(names = "--for", description = "how long events are made (default: ${DEFAULT-VALUE})")
    private Duration duration = Duration.ofSeconds(60);

    /** {@code disk-full} and the like. */
    static final class FaultName implements ITypeConverter<Fault> {
        @Override
        public Fault convert(String value) {
            for (Fault fault : Fault.values()) {
                if (fault.label().equals(value)) {
                    return fault;
                }
            }
            throw new CommandLine.TypeConversionException(
                    "'%s' is no fault (expected: postgres-restart, slow-fsync, disk-full or redis-gone)"
                            .formatted(value));
        }
    }

    @Override
    public Integer call() throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        for (Fault fault : faults) {
            System.out.println("== " + fault.label());
            Path directory = Files.createTempDirectory("gapless-chaos-");
            try {
                outcomes.add(new FaultRun(fault, SuiteHome.open(directory), duration, System.out).run());
            } finally {
                FileSystemUtils.deleteRecursively(directory);
            }
        }
        outcomes.forEach(ChaosCommand::print);
        return verdict(outcomes);
    }

    /** @return 0 when all held, 1 when one did not, 3 when all held that could be made here, and some could not */
    static int verdict(List<Outcome> outcomes) {
        if (!outcomes.stream().filter(Outcome::run).allMatch(Outcome::held)) {
            System.out.println("FAILED");
            return 1;
        }
        long missing = outcomes.stream().filter(outcome -> !outcome.run()).count();
        System.out.println(missing == 0 ? "PASSED" : "INCOMPLETE: %d not run".formatted(missing));
        return missing == 0 ? 0 : 3;
    }

    private static void print(Outcome outcome) {
        if (outcome.report() == null) {
            System.out.printf("%-17s not run: %s%n", outcome.fault(), outcome.remark());
            return;
        }
        System.out.printf(
                "%-17s %s; took effect %d times, %s; %,d versions, uncovered %d, %s%n",
                outcome.fault(),
                outcome.held() ? "held" : "BROKEN",
                outcome.fired(),
                switch (outcome.alarm()) {
                    case NAMED -> "the alarm named it";
                    case MISSING -> "NO ALARM";
                    case NOT_WANTED -> "no alarm is asked for";
                },
                outcome.report().versions(),
                outcome.report().uncovered(),
                outcome.report().summary());
        outcome.report().examples().forEach(example -> System.out.println("  " + example));
    }
}
