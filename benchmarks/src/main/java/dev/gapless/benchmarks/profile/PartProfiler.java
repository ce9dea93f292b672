package dev.gapless.benchmarks.profile;

import dev.gapless.benchmarks.measure.ProcessCpuReader;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.ProfileShare;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import jdk.jfr.Recording;

/** Runs a part once more, looked at closely; its time is not counted among the measured rounds. */
public final class PartProfiler {

    private static final String CPU_TIME = "jdk.CPUTimeSample";
    private static final String WALL_TIME = "jdk.ExecutionSample";

    private PartProfiler() {}

    public static void profile(BenchmarkRig rig, BenchmarkReport report, Callable<?> part) throws Exception {
        Path file = Files.createTempFile(rig.directory(), "profile", ".jfr");
        long postgres = rig.meter().postgres();
        Map<String, Double> threads = ProcessCpuReader.threads();
        Map<String, Double> titles = ProcessCpuReader.titles(postgres);
        try (Recording recording = new Recording();
                DatabaseWaitSampler statements = new DatabaseWaitSampler(rig.database())) {
            recording.enable(CPU_TIME).with("throttle", "2ms");
            recording.enable(WALL_TIME).with("period", "10 ms");
            recording.start();
            statements.start();
            part.call();
            recording.stop();
            recording.dump(file);
            report.profile(
                    "processor time of this process by thread, compilers included",
                    used(threads, ProcessCpuReader.threads()));
            report.profile("processor time of PostgreSQL by process", used(titles, ProcessCpuReader.titles(postgres)));
            report.profile("what PostgreSQL's connections were at, sampled", statements.shares());
        }
        samples(report, file);
        Files.deleteIfExists(file);
    }

    /**
     * Runs a part, and tells how much of this JVM's processor time was spent in some methods.
     *
     * @param wanted methods, as {@code package.Type.method}
     * @param judged methods of which the innermost one of a stack decides
     * @return 0 to 1
     */
    public static double share(BenchmarkRig rig, Predicate<String> wanted, Predicate<String> judged, Callable<?> part)
            throws Exception {
        Path file = Files.createTempFile(rig.directory(), "share", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable(CPU_TIME).with("throttle", "2ms");
            recording.enable(WALL_TIME).with("period", "10 ms");
            recording.start();
            part.call();
            recording.stop();
            recording.dump(file);
            return read(file).share(wanted, judged);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Samples of processor time, or of the time that threads run where the kernel gives none. */
    private static StackSamples read(Path file) throws IOException {
        StackSamples samples = StackSamples.read(file, CPU_TIME);
        return samples.isEmpty() ? StackSamples.read(file, WALL_TIME) : samples;
    }

    private static void samples(BenchmarkReport report, Path file) throws IOException {
        StackSamples samples = read(file);
        report.profile("Java: by library", samples.byLibrary());
        report.profile("Java: our own methods with all they call", samples.within());
        report.profile("Java: by the innermost method of our own", samples.byOwnMethod());
        report.profile("Java: by method, without those it calls", samples.byMethod());
    }

    private static List<ProfileShare> used(Map<String, Double> before, Map<String, Double> after) {
        Map<String, Double> seconds = new HashMap<>();
        after.forEach((what, total) -> seconds.put(what, Math.max(0, total - before.getOrDefault(what, 0.0))));
        return shares(seconds);
    }

    /** Largest first. */
    static List<ProfileShare> shares(Map<String, Double> weights) {
        double whole =
                weights.values().stream().mapToDouble(Double::doubleValue).sum();
        return weights.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> new ProfileShare(entry.getKey(), entry.getValue() / whole))
                .sorted(Comparator.comparingDouble(ProfileShare::share).reversed())
                .limit(40)
                .toList();
    }
}
