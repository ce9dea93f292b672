package dev.gapless.benchmarks.profile;

import dev.gapless.benchmarks.report.ProfileShare;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** Stacks that were seen on a processor, innermost method first. */
final class StackSamples {

    private static final String OURS = "dev.gapless.";
    private static final String BENCHMARK = "dev.gapless.benchmarks.";
    private static final int PACKAGE_PARTS = 3;

    private final List<List<String>> stacks = new ArrayList<>();

    static StackSamples read(Path file, String event) throws IOException {
        StackSamples samples = new StackSamples();
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent seen = recording.readEvent();
                RecordedStackTrace stack = seen.getStackTrace();
                if (seen.getEventType().getName().equals(event) && stack != null) {
                    samples.stacks.add(
                            stack.getFrames().stream().map(StackSamples::name).toList());
                }
            }
        }
        return samples;
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    boolean isEmpty() {
        return stacks.isEmpty();
    }

    /** Of the stacks, those whose innermost judged method is wanted: 0 to 1. It fails without a stack. */
    double share(Predicate<String> wanted, Predicate<String> judged) {
        if (stacks.isEmpty()) {
            throw new IllegalStateException("no stack was sampled");
        }
        long found = stacks.stream()
                .filter(stack ->
                        stack.stream().filter(judged).findFirst().filter(wanted).isPresent())
                .count();
        return (double) found / stacks.size();
    }

    /** By whose code it is: the innermost frame that is not of the JDK, by its package's first parts. */
    List<ProfileShare> byLibrary() {
        return by(stack -> stack.stream()
                .filter(method ->
                        !method.startsWith("java.") && !method.startsWith("jdk.") && !method.startsWith("sun."))
                .findFirst()
                .map(StackSamples::library)
                .orElse("JDK alone"));
    }

    private static String library(String method) {
        String[] parts = method.split("\\.", -1);
        int length = method.startsWith(OURS) ? PACKAGE_PARTS + 1 : PACKAGE_PARTS;
        return String.join(".", java.util.Arrays.copyOf(parts, Math.min(length, parts.length - 2)));
    }

    List<ProfileShare> byOwnMethod() {
        return by(stack -> stack.stream()
                .filter(method -> method.startsWith(OURS) && !method.startsWith(BENCHMARK))
                .findFirst()
                .orElse("(none: brokers, clients' own threads, the JVM)"));
    }

    /** Each method of our own with all that it calls: so they add up to more than the whole. */
    List<ProfileShare> within() {
        Map<String, Double> counts = new HashMap<>();
        stacks.forEach(stack -> stack.stream()
                .filter(method -> method.startsWith(OURS) && !method.startsWith(BENCHMARK) && !method.contains("$"))
                .distinct()
                .forEach(method -> counts.merge(method, 1.0, Double::sum)));
        return counts.entrySet().stream()
                .map(entry -> new ProfileShare(entry.getKey(), entry.getValue() / stacks.size()))
                .sorted(java.util.Comparator.comparingDouble(ProfileShare::share)
                        .reversed())
                .limit(40)
                .toList();
    }

    List<ProfileShare> byMethod() {
        return by(List::getFirst);
    }

    private List<ProfileShare> by(Function<List<String>, String> group) {
        Map<String, Double> counts = new HashMap<>();
        stacks.stream()
                .filter(stack -> !stack.isEmpty())
                .forEach(stack -> counts.merge(group.apply(stack), 1.0, Double::sum));
        return PartProfiler.shares(counts);
    }
}
