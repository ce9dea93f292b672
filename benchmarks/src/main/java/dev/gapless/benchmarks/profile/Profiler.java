package dev.gapless.benchmarks.profile;

import dev.gapless.benchmarks.measure.Processes;
import dev.gapless.benchmarks.report.Report;
import dev.gapless.benchmarks.report.Share;
import dev.gapless.benchmarks.rig.Rig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import jdk.jfr.Recording;

/** Runs a part once more, looked at closely; its time is not counted among the measured rounds. */
public final class Profiler {

    private static final String CPU_TIME = "jdk.CPUTimeSample";
    private static final String WALL_TIME = "jdk.ExecutionSample";

    private Profiler() {}

    public static void profile(Rig rig, Report report, Callable<?> part) throws Exception {
        Path file = Files.createTempFile(rig.directory(), "profile", ".jfr");
        long postgres = rig.meter().postgres();
        Map<String, Double> threads = Processes.threads();
        Map<String, Double> titles = Processes.titles(postgres);
        try (Recording recording = new Recording();
                Statements statements = new Statements(rig.database())) {
            recording.enable(CPU_TIME).with("throttle", "2ms");
            recording.enable(WALL_TIME).with("period", "10 ms");
            recording.start();
            statements.start();
            part.call();
            recording.stop();
            recording.dump(file);
            report.profile(
                    "processor time of this process by thread, compilers included", used(threads, Processes.threads()));
            report.profile("processor time of PostgreSQL by process", used(titles, Processes.titles(postgres)));
            report.profile("what PostgreSQL's connections were at, sampled", statements.shares());
        }
        samples(report, file);
        Files.deleteIfExists(file);
    }

    private static void samples(Report report, Path file) throws IOException {
        Samples samples = Samples.read(file, CPU_TIME);
        if (samples.isEmpty()) {
            samples = Samples.read(file, WALL_TIME);
        }
        report.profile("Java: by library", samples.byLibrary());
        report.profile("Java: our own methods with all they call", samples.within());
        report.profile("Java: by the innermost method of our own", samples.byOwnMethod());
        report.profile("Java: by method, without those it calls", samples.byMethod());
    }

    private static List<Share> used(Map<String, Double> before, Map<String, Double> after) {
        Map<String, Double> seconds = new HashMap<>();
        after.forEach((what, total) -> seconds.put(what, Math.max(0, total - before.getOrDefault(what, 0.0))));
        return shares(seconds);
    }

    /** Largest first. */
    static List<Share> shares(Map<String, Double> weights) {
        double whole =
                weights.values().stream().mapToDouble(Double::doubleValue).sum();
        return weights.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> new Share(entry.getKey(), entry.getValue() / whole))
                .sorted(Comparator.comparingDouble(Share::share).reversed())
                .limit(40)
                .toList();
    }
}
