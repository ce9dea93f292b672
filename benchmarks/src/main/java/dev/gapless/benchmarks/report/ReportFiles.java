package dev.gapless.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A report as files: every sample as JSON, and the plots. */
public final class ReportFiles {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private record Written(
            String name,
            String title,
            Map<String, String> machine,
            Map<String, List<?>> samples,
            Map<String, ?> facts,
            List<Map<String, Object>> goals,
            Map<String, List<ProfileShare>> profile,
            double usedByOthers,
            List<String> notes) {}

    private ReportFiles() {}

    public static void write(BenchmarkReport report, Map<String, String> machine, Path directory) throws IOException {
        java.nio.file.Files.createDirectories(directory);
        Map<String, List<?>> samples = new LinkedHashMap<>();
        report.rounds()
                .parts()
                .forEach(part -> samples.put(part, report.rounds().of(part)));
        Written written = new Written(
                report.name(),
                report.title(),
                machine,
                samples,
                report.facts(),
                report.goals().stream().map(ReportFiles::goal).toList(),
                report.profile(),
                report.rounds().foreign(),
                report.notes());
        java.nio.file.Files.write(directory.resolve(report.name() + ".json"), JSON.writeValueAsBytes(written));
        ReportPlots.of(report)
                .forEach((name, svg) -> write(directory.resolve(report.name() + "-" + name + ".svg"), svg));
    }

    private static Map<String, Object> goal(FigureGoal goal) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("what", goal.what());
        said.put("seen", goal.seen());
        said.put(goal.atLeast() ? "atLeast" : "atMost", goal.limit());
        said.put("met", goal.met());
        return said;
    }

    private static void write(Path file, String text) {
        try {
            java.nio.file.Files.writeString(file, text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
