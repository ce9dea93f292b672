package dev.gapless.standalone.cli;

import dev.gapless.standalone.demo.RehearsalResult;
import dev.gapless.standalone.demo.RehearsalRun;
import dev.gapless.standalone.suite.InterruptibleRun;
import dev.gapless.standalone.suite.PrometheusProcess;
import dev.gapless.standalone.suite.SuiteHome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gapless rehearse}. */
@Command(
        name = "rehearse",
        mixinStandardHelpOptions = true,
        description = "Makes alerts fire in a suite of its own, runs the commands of their runbooks, and sees them end."
                + " Windows and waiting times of the rules are divided by 120. No window is shorter than 30 s, and"
                + " nothing waits longer than 20 s.")
final class RehearseCommand implements Callable<Integer> {

    @Option(
            names = "--alerts",
            paramLabel = "ALERT",
            split = ",",
            description = "which: ${COMPLETION-CANDIDATES} (default: all)",
            completionCandidates = RehearsedAlerts.class)
    private List<String> names = List.of();

    @Option(
            names = "--prometheus",
            paramLabel = "FILE",
            description = "the program that is started (default: prometheus on the path)")
    private @Nullable Path prometheus;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = "writes the values of the documentation's panels during the rehearsal")
    private @Nullable Path record;

    /** What can be named. */
    static final class RehearsedAlerts implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return RehearsalRun.rehearsed().iterator();
        }
    }

    @Override
    public Integer call() throws Exception {
        return InterruptibleRun.run(this::run, System.err::println);
    }

    private int run() throws Exception {
        Set<String> known = RehearsalRun.rehearsed();
        Set<String> wanted = names.isEmpty() ? known : new TreeSet<>(names);
        for (String name : wanted) {
            if (!known.contains(name)) {
                System.err.printf("%s: no rehearsal (expected one of: %s)%n", name, String.join(", ", known));
                return 2;
            }
        }
        Optional<Path> program = Optional.ofNullable(prometheus).or(PrometheusProcess::onPath);
        if (program.isEmpty()) {
            System.err.println("no prometheus on the path (remedy: install Debian's package prometheus, or name it with"
                    + " --prometheus FILE)");
            return 2;
        }
        Path directory = Files.createTempDirectory("gapless-rehearsal-");
        try {
            List<RehearsalResult> results = new ArrayList<>();
            List<String> silent = new RehearsalRun(
                            SuiteHome.open(directory),
                            program.get(),
                            words -> command(words, directory),
                            System.out,
                            SourceAccessOptions.clock())
                    .run(
                            wanted,
                            result -> {
                                results.add(result);
                                print(result);
                            },
                            record);
            boolean all = names.isEmpty();
            if (all) {
                RehearsalRun.notRehearsed()
                        .forEach((alert, reason) -> System.out.printf("%-32s not rehearsed: %s%n", alert, reason));
                silent.forEach(expression -> System.out.printf("FAILED: without data: %s%n", expression));
            }
            long rehearsed = results.stream().filter(RehearsalResult::held).count();
            boolean held = rehearsed == results.size() && (!all || silent.isEmpty());
            System.out.printf("%d of %d alerts rehearsed%n", rehearsed, results.size());
            System.out.println(held ? "PASSED" : "FAILED");
            return held ? 0 : 1;
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
    }

    /** As if it were typed; the output is dropped, as only its exit status tells here. */
    private static int command(List<String> words, Path directory) {
        List<String> all = new ArrayList<>(words);
        all.add("--data=" + directory);
        PrintStream terminal = System.out;
        try (PrintStream dropped = new PrintStream(new ByteArrayOutputStream(), true, terminal.charset())) {
            System.setOut(dropped);
            return GaplessCommand.commandLine().execute(all.toArray(String[]::new));
        } finally {
            System.setOut(terminal);
        }
    }

    private static void print(RehearsalResult result) {
        System.out.printf(
                "%-32s %s%n  fault: %s%n  fired after %.0f s, ended after %.0f s%n",
                result.alert(),
                result.held() ? "rehearsed" : "FAILED",
                result.fault(),
                result.firedSeconds(),
                result.endedSeconds());
        result.commands().forEach(command -> System.out.println("  " + command));
        result.failures().forEach(failure -> System.out.println("  failed: " + failure));
    }
}
