package dev.gapless.observability;

import dev.gapless.observability.RecordedPanels.RecordedPanel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** All files that are written from the catalogues. */
public final class ObservabilityFiles {

    private static final String RULES = "observability/prometheus/rules/";

    private ObservabilityFiles() {}

    /** What each file must hold, by its path in the repository. */
    public static Map<String, String> all() {
        MetricCatalogue metrics = MetricCatalogue.load();
        RuleCatalogue rules = RuleCatalogue.load();
        DashboardCatalogue dashboards = DashboardCatalogue.load();
        Map<String, String> files = new LinkedHashMap<>();
        files.put("docs/metrics.md", MetricsPage.write(metrics, rules, new MetricUses(rules, dashboards)));
        files.put("docs/operations/runbooks.md", RunbooksPage.write(rules, dashboards));
        files.putAll(rules(rules, dashboards));
        for (DashboardEntry dashboard : dashboards.dashboards()) {
            String group = dashboard.id();
            files.put(
                    "observability/prometheus/tests/gapless-%s-test.yaml".formatted(group),
                    RuleFiles.tests(rules, group));
            files.put(
                    "observability/grafana/dashboards/gapless-%s.json".formatted(dashboard.id()),
                    GrafanaDashboard.write(dashboard, rules));
        }
        RecordedPanels recorded = RecordedPanels.load();
        for (RecordedPanel panel : recorded.panels()) {
            files.put(
                    "docs/images/panel-%s.svg"
                            .formatted(panel.title()
                                    .toLowerCase(Locale.ROOT)
                                    .replaceAll("[^a-z0-9]+", "-")
                                    .replaceAll("-$", "")),
                    PanelPreview.draw(
                            dashboards.panel(panel.dashboard(), panel.title()), panel, recorded.stepSeconds()));
        }
        return files;
    }

    private static Map<String, String> rules(RuleCatalogue rules, DashboardCatalogue dashboards) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(RULES + "gapless-recordings.yaml", RuleFiles.recordings(rules));
        for (DashboardEntry dashboard : dashboards.dashboards()) {
            files.put(RULES + "gapless-%s.yaml".formatted(dashboard.id()), RuleFiles.alerts(rules, dashboard.id()));
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
        writeRules(directory, RuleCatalogue.load(), rules -> divisor == 1 ? rules : RuleCompression.of(rules, divisor));
    }

    private static void writeRules(Path directory, RuleCatalogue rules, UnaryOperator<String> edit) throws IOException {
        Files.createDirectories(directory);
        for (Map.Entry<String, String> file :
                rules(rules, DashboardCatalogue.load()).entrySet()) {
            Path name = Objects.requireNonNull(Path.of(file.getKey()).getFileName());
            Files.writeString(directory.resolve(name), edit.apply(file.getValue()));
        }
    }

    /**
     * Writes all of them, or the rule files with other thresholds.
     *
     * @param args the repository's directory; or that, {@code rules}, a directory, and thresholds as {@code NAME=VALUE}
     */
    public static void main(String[] args) throws IOException {
        if (args.length == 0) {
            throw new IllegalArgumentException("no arguments (expected: the repository's directory)");
        }
        if (args.length > 1) {
            if (args.length < 3 || !args[1].equals("rules")) {
                throw new IllegalArgumentException("%s (expected: rules DIRECTORY [NAME=VALUE...])".formatted(args[1]));
            }
            writeRules(Path.of(args[2]), RuleCatalogue.load(thresholds(args)), rules -> rules);
            return;
        }
        Path repository = Path.of(args[0]);
        for (Map.Entry<String, String> file : all().entrySet()) {
            Path target = repository.resolve(file.getKey());
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.writeString(target, file.getValue(), StandardCharsets.UTF_8);
        }
    }

    private static Map<String, String> thresholds(String[] args) {
        Map<String, String> thresholds = new LinkedHashMap<>();
        for (int at = 3; at < args.length; at++) {
            String[] parts = args[at].split("=", 2);
            thresholds.put(parts[0], parts.length == 2 ? parts[1] : "");
        }
        return thresholds;
    }
}
