package dev.gapless.observability;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** All files that are written from the catalogues. */
public final class ObservabilityFiles {

    private ObservabilityFiles() {}

    /** What each file must hold, by its path in the repository. */
    public static Map<String, String> all() {
        MetricCatalogue metrics = MetricCatalogue.load();
        RuleCatalogue rules = RuleCatalogue.load();
        DashboardCatalogue dashboards = DashboardCatalogue.load();
        Map<String, String> files = new LinkedHashMap<>();
        files.put("docs/metrics.md", MetricsPage.write(metrics, rules, new MetricUses(rules, dashboards)));
        files.put("docs/operations/runbooks.md", RunbooksPage.write(rules, dashboards));
        files.put("observability/prometheus/rules/gapless-recordings.yaml", RuleFiles.recordings(rules));
        for (DashboardEntry dashboard : dashboards.dashboards()) {
            String group = dashboard.id();
            files.put(
                    "observability/prometheus/rules/gapless-%s.yaml".formatted(group), RuleFiles.alerts(rules, group));
            files.put(
                    "observability/prometheus/tests/gapless-%s-test.yaml".formatted(group),
                    RuleFiles.tests(rules, group));
            files.put(
                    "observability/grafana/dashboards/gapless-%s.json".formatted(dashboard.id()),
                    GrafanaDashboard.write(dashboard, rules));
        }
        return files;
    }

    /** Puts the rule files that this version ships into a directory. */
    public static void copyRules(Path directory) throws IOException {
        copyRules(directory, 1);
    }

    /**
     * The same with shorter times, for rehearsals.
     *
     * @param divisor by which windows and waiting times are divided; 1 for the files as they are shipped
     */
    public static void copyRules(Path directory, int divisor) throws IOException {
        Files.createDirectories(directory);
        for (Map.Entry<String, String> file : all().entrySet()) {
            Path name = Objects.requireNonNull(Path.of(file.getKey()).getFileName());
            if (file.getKey().startsWith("observability/prometheus/rules/")) {
                String rules = divisor == 1 ? file.getValue() : RuleCompression.of(file.getValue(), divisor);
                Files.writeString(directory.resolve(name), rules);
            }
        }
    }

    /**
     * Writes all of them.
     *
     * @param args the repository's directory
     */
    public static void main(String[] args) throws IOException {
        Path repository = Path.of(args[0]);
        for (Map.Entry<String, String> file : all().entrySet()) {
            Path target = repository.resolve(file.getKey());
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.writeString(target, file.getValue(), StandardCharsets.UTF_8);
        }
    }
}
