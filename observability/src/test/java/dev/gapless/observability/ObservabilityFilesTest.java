package dev.gapless.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Catalogue, code, rules, dashboards and pages say the same. */
class ObservabilityFilesTest {

    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    /** The first argument of everything that registers a meter. */
    private static final Pattern REGISTRATION = Pattern.compile(
            "(?:\\.counter\\(|\\.gauge\\(|\\.timer\\(|Gauge\\.builder\\(|Timer\\.builder\\(|Counter\\.builder\\(|count\\("
                    + "|TaggedGauges\\.of(?:Amounts|Shares)\\(\\s*(?:meters|registry),)\\s*\"(gapless\\.[a-z.]+)\"");

    private static final Set<String> TARGET = Set.of("job", "instance", "service", "__name__");
    private static final Set<String> ALERTS = Set.of("alertname", "alertstate");

    private final MetricCatalogue metrics = MetricCatalogue.load();
    private final RuleCatalogue rules = RuleCatalogue.load();
    private final DashboardCatalogue dashboards = DashboardCatalogue.load();

    @TempDir
    private Path directory;

    @Test
    void the_files_that_are_checked_in_are_those_that_are_written() throws IOException {
        for (Map.Entry<String, String> file : ObservabilityFiles.all().entrySet()) {
            assertThat(REPOSITORY.resolve(file.getKey()))
                    .as("run ./gapless observability")
                    .hasContent(file.getValue());
        }
        for (String folder : List.of("grafana/dashboards", "prometheus/rules", "prometheus/tests")) {
            try (Stream<Path> found =
                    Files.list(REPOSITORY.resolve("observability").resolve(folder))) {
                assertThat(found.map(path -> REPOSITORY.relativize(path).toString()))
                        .as("nothing that nobody writes any more")
                        .isSubsetOf(ObservabilityFiles.all().keySet());
            }
        }
    }

    @Test
    void the_catalogue_names_the_meters_that_the_code_registers() throws IOException {
        Set<String> registered = new TreeSet<>();
        try (Stream<Path> modules = Files.list(REPOSITORY)) {
            for (Path module : modules.toList()) {
                Path sources = module.resolve("src/main/java");
                boolean service = module.endsWith("common")
                        || module.endsWith("connectors")
                        || module.toString().endsWith("-service");
                if (service && Files.isDirectory(sources)) {
                    registered.addAll(names(sources));
                }
            }
        }

        assertThat(metrics.own().stream().map(MetricEntry::name)).containsExactlyInAnyOrderElementsOf(registered);
    }

    private static Set<String> names(Path sources) throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher matcher = REGISTRATION.matcher(Files.readString(file, StandardCharsets.UTF_8));
                while (matcher.find()) {
                    names.add(matcher.group(1));
                }
            }
        }
        return names;
    }

    @Test
    void every_metric_is_used_and_none_is_tagged_by_account() {
        MetricUses uses = new MetricUses(rules, dashboards);
        for (MetricEntry metric : metrics.own()) {
            assertThat(uses.of(metric))
                    .as(metric.name() + ": alerts and dashboards")
                    .isNotEmpty();
            assertThat(metric.tags()).as(metric.name()).doesNotContain("account", "item", "task");
        }
        for (ForeignSeries series : metrics.foreign()) {
            assertThat(uses.of(series.name())).as(series.name()).isNotEmpty();
        }
    }

    @Test
    void every_name_and_label_of_every_expression_is_in_the_catalogue() {
        Map<String, Set<String>> known = metrics.series();
        rules.recordings().forEach(rule -> known.put(rule.record(), Set.copyOf(rule.labels())));
        known.put("ALERTS", ALERTS);
        rules.recordings().forEach(rule -> assertResolves(rule.record(), rule.expression(), known));
        rules.alerts().forEach(alert -> {
            assertResolves(alert.name(), alert.expression(), known);
            alert.fires().keySet().forEach(series -> assertResolves(alert.name() + " test", series, known));
            alert.quiet().keySet().forEach(series -> assertResolves(alert.name() + " test", series, known));
        });
        for (DashboardEntry dashboard : dashboards.dashboards()) {
            for (PanelEntry panel : dashboard.panels()) {
                panel.queries().forEach(query -> assertResolves(panel.title(), query.expr(), known));
            }
        }
    }

    private static void assertResolves(String where, String expression, Map<String, Set<String>> known) {
        ExpressionReader read = ExpressionReader.of(expression);
        Set<String> all = new TreeSet<>(TARGET);
        assertThat(read.series().keySet()).as(where).isNotEmpty().isSubsetOf(known.keySet());
        read.series().forEach((name, labels) -> {
            Set<String> allowed = new TreeSet<>(known.get(name));
            allowed.addAll(TARGET);
            all.addAll(allowed);
            assertThat(labels).as(where + ": labels of " + name).isSubsetOf(allowed);
        });
        assertThat(read.grouped()).as(where + ": grouping").isSubsetOf(all);
    }

    @Test
    void every_alert_says_what_it_must() {
        Set<String> ids =
                dashboards.dashboards().stream().map(DashboardEntry::id).collect(Collectors.toSet());
        String runbooks = RunbooksPage.write(rules, dashboards);
        assertThat(rules.alerts().stream().map(AlertEntry::name)).doesNotHaveDuplicates();
        for (AlertEntry alert : rules.alerts()) {
            assertThat(alert.name()).matches("Gapless[A-Z][A-Za-z]+");
            assertThat(alert.severity()).as(alert.name()).isIn("page", "ticket");
            assertThat(alert.dashboard()).as(alert.name()).isIn(ids);
            assertThat(runbooks).contains("\n## " + alert.name() + "\n");
            for (String text : List.of(
                    alert.summary(),
                    alert.description(),
                    alert.works(),
                    alert.emergency(),
                    alert.fix(),
                    alert.investigate(),
                    alert.prove())) {
                assertThat(text).as(alert.name()).isNotBlank();
            }
        }
        for (DashboardEntry dashboard : dashboards.dashboards()) {
            assertThat(rules.alertsOf(dashboard.id())).as(dashboard.title()).isNotEmpty();
        }
    }

    /** The rules of Grafana's dashboard linter, as far as they concern these dashboards. */
    @Test
    void the_dashboards_keep_the_rules_of_the_dashboard_linter() {
        for (DashboardEntry entry : dashboards.dashboards()) {
            JsonNode dashboard = JsonMapper.shared().readTree(GrafanaDashboard.write(entry, rules));
            assertThat(dashboard.get("editable").booleanValue()).isFalse();
            assertThat(dashboard.get("schemaVersion").intValue()).isBetween(39, 41);
            Set<String> variables = new TreeSet<>();
            for (JsonNode variable : dashboard.get("templating").get("list")) {
                variables.add(variable.get("name").stringValue());
                if (variable.get("type").stringValue().equals("query")) {
                    assertThat(variable.get("refresh").intValue()).isEqualTo(2);
                    assertThat(variable.get("allValue").stringValue()).isEqualTo(".+");
                }
            }
            assertThat(variables).contains("datasource", "job", "instance", "source");
            List<Integer> ids = new ArrayList<>();
            for (JsonNode panel : dashboard.get("panels")) {
                ids.add(panel.get("id").intValue());
                String type = panel.get("type").stringValue();
                assertThat(panel.get("title").stringValue()).isNotBlank();
                if (!type.equals("row") && !type.equals("text")) {
                    assertPanel(entry.title() + " / " + panel.get("title").stringValue(), panel);
                }
            }
            assertThat(ids).doesNotHaveDuplicates();
        }
    }

    private static void assertPanel(String where, JsonNode panel) {
        assertThat(panel.get("description").stringValue()).as(where).isNotBlank();
        JsonNode defaults = panel.get("fieldConfig").get("defaults");
        assertThat(defaults.get("unit").stringValue()).as(where).isNotBlank();
        assertThat(panel.get("datasource").get("uid").stringValue()).as(where).isEqualTo("${datasource}");
        if (!panel.get("type").stringValue().equals("stat")) {
            assertThat(defaults.get("custom").get("spanNulls").booleanValue())
                    .as(where + ": missing data is drawn as missing")
                    .isFalse();
            assertThat(defaults.get("custom").get("insertNulls").intValue())
                    .as(where)
                    .isPositive();
        }
        for (JsonNode target : panel.get("targets")) {
            String expression = target.get("expr").stringValue();
            ExpressionReader read = ExpressionReader.of(expression);
            boolean day = panel.get("title").stringValue().endsWith("(24 h)");
            assertThat(read.windows()).as(where).allMatch(window -> window.equals(day ? "24h" : "$__rate_interval"));
            read.series().forEach((series, labels) -> {
                if (!series.startsWith("gapless:") && !series.equals("ALERTS")) {
                    assertThat(labels).as(where + ": " + series).contains("job", "instance");
                }
            });
        }
    }

    /** Prometheus' own tool reads all expressions, also those of the dashboards, and runs the tests of the rules. */
    @Test
    void promtool_accepts_every_expression_and_every_alert_fires_and_is_quiet_when_it_should() throws Exception {
        assumeTrue(
                promtool("--version") == 0,
                "promtool is not on the path (Debian: apt install prometheus): rules and their tests are not checked");
        Path prometheus = REPOSITORY.resolve("observability/prometheus");
        List<String> files = new ArrayList<>(List.of("check", "rules", "--lint=all", "--lint-fatal"));
        for (Path file : files(prometheus.resolve("rules"))) {
            files.add(file.toString());
        }
        files.add(asRules().toString());
        assertThat(promtool(files.toArray(String[]::new))).as("%s", output()).isZero();
        for (Path file : files(prometheus.resolve("tests"))) {
            assertThat(promtool("test", "rules", file.toString()))
                    .as("%s: %s", file, output())
                    .isZero();
        }
    }

    /** Each expression of a panel as a recording rule, because the tool reads nothing else. */
    private Path asRules() throws IOException {
        StringBuilder file = new StringBuilder("groups:\n  - name: panels\n    rules:\n");
        int number = 0;
        for (DashboardEntry dashboard : dashboards.dashboards()) {
            for (PanelEntry panel : dashboard.panels()) {
                for (PanelEntry.PanelQuery query : panel.queries()) {
                    String expression = query.expr().replace("$__rate_interval", "5m");
                    file.append("      - record: panel:").append(number++).append('\n');
                    file.append("        expr: ")
                            .append(JsonMapper.shared().writeValueAsString(expression))
                            .append('\n');
                }
            }
        }
        return Files.writeString(directory.resolve("panels.yaml"), file);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.sorted().toList();
        }
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output"));
    }

    /** @return the exit status; -1 when it is not there */
    private int promtool(String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("output").toFile())
                    .start();
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("promtool does not end: " + command);
            }
            return process.exitValue();
        } catch (IOException absent) {
            return -1;
        }
    }
}
