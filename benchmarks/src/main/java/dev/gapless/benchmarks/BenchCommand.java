package dev.gapless.benchmarks;

import dev.gapless.benchmarks.ledger.LedgerBenchmark;
import dev.gapless.benchmarks.report.Console;
import dev.gapless.benchmarks.report.Files;
import dev.gapless.benchmarks.report.Machine;
import dev.gapless.benchmarks.report.Report;
import dev.gapless.benchmarks.rig.Rig;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gapless bench}: measures, and says how far that is from the goals. */
@Command(
        name = "gapless bench",
        mixinStandardHelpOptions = true,
        description = "Measures this machine's rates and costs beside bare loops of the same run.")
final class BenchCommand implements Callable<Integer> {

    private enum What {
        LEDGER,
        ALL
    }

    @Parameters(paramLabel = "WHAT", arity = "0..1", description = "${COMPLETION-CANDIDATES} (default: ledger)")
    private What what = What.LEDGER;

    @Option(names = "--items", description = "items of a round (default: of each benchmark its own)")
    private long items;

    @Option(names = "--rounds", description = "rounds that count (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--report", description = "where JSON and plots go (default: ${DEFAULT-VALUE})")
    private Path report = Path.of("target", "bench");

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "a property of the services, to try another one")
    private List<String> settings = new ArrayList<>();

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    @Override
    public Integer call() throws Exception {
        Map<String, String> machine = Machine.facts();
        machine.forEach((fact, value) -> out.printf("%-12s %s%n", fact, value));
        try (Workplace workplace = Workplace.make()) {
            Report outcome = switch (what) {
                case LEDGER, ALL -> ledger(workplace);
            };
            out.print(Console.text(outcome));
            Files.write(outcome, machine, report);
        }
        out.printf("all samples and plots: %s%n", report);
        return 0;
    }

    private Report ledger(Workplace workplace) throws Exception {
        try (Rig rig = Rig.start(
                workplace.directory("ledger"),
                settings.stream().map(setting -> "--" + setting).toList())) {
            return new LedgerBenchmark(rig, (int) (items > 0 ? items : 100_000), rounds, this::progress).run();
        }
    }

    private void progress(String step) {
        System.err.printf("  %s%n", step);
    }
}
