package dev.gapless.observability;

import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Writes the rule files of Prometheus and their tests. Strings are written as in JSON, which YAML reads. */
final class RuleFiles {

    private static final String HEAD =
            "# Written from observability/src/main/resources/observability/alerts.yaml by `./gapless observability`.\n";

    private RuleFiles() {}

    static String recordings(RuleCatalogue rules) {
        StringBuilder file = new StringBuilder(HEAD).append("groups:\n  - name: gapless-recordings\n    rules:\n");
        for (RecordingEntry rule : rules.recordings()) {
            file.append("      - record: ").append(quoted(rule.record())).append('\n');
            file.append("        expr: ").append(quoted(rule.expression())).append('\n');
        }
        return file.toString();
    }

    /** @param group id of the dashboard that the alerts belong to */
    static String alerts(RuleCatalogue rules, String group) {
        StringBuilder file = new StringBuilder(HEAD)
                .append("groups:\n  - name: gapless-")
                .append(group)
                .append("\n    rules:\n");
        for (AlertEntry alert : rules.alertsOf(group)) {
            file.append("      - alert: ").append(alert.name()).append('\n');
            file.append("        expr: ").append(quoted(alert.expression())).append('\n');
            file.append("        for: ").append(alert.pending()).append('\n');
            if (alert.keep() != null) {
                file.append("        keep_firing_for: ").append(alert.keep()).append('\n');
            }
            file.append("        labels:\n          severity: ")
                    .append(alert.severity())
                    .append('\n');
            if (alert.invariant() != null) {
                file.append("          gapless_invariant: ")
                        .append(quoted(alert.invariant()))
                        .append('\n');
            }
            file.append("        annotations:\n");
            annotation(file, "summary", alert.summary());
            annotation(file, "description", alert.description());
            annotation(file, "runbook_url", "{{ $externalLabels.gapless_runbooks }}#" + alert.anchor());
            annotation(
                    file,
                    "dashboard_url",
                    "{{ $externalLabels.gapless_grafana }}/d/gapless-%s?var-source={{ $labels.source }}"
                            .formatted(alert.dashboard()));
        }
        return file.toString();
    }

    private static void annotation(StringBuilder file, String name, String text) {
        file.append("          ").append(name).append(": ").append(quoted(text)).append('\n');
    }

    /** Each alert with series that make it fire, with series that do not, and with none. */
    static String tests(RuleCatalogue rules, String group) {
        boolean recorded = rules.alertsOf(group).stream()
                .flatMap(alert -> ExpressionReader.of(alert.expression()).series().keySet().stream())
                .anyMatch(series -> series.startsWith("gapless:"));
        StringBuilder file = new StringBuilder(HEAD).append("rule_files:\n");
        if (recorded) {
            file.append("  - ../rules/gapless-recordings.yaml\n");
        }
        file.append("  - ../rules/gapless-").append(group).append(".yaml\nevaluation_interval: 1m\ntests:\n");
        for (AlertEntry alert : rules.alertsOf(group)) {
            test(file, alert, "fires", alert.fires(), alert.at(), true);
            test(file, alert, "is quiet", alert.quiet(), alert.quietMinute(), false);
            test(file, alert, "without data", Map.of(), alert.at(), alert.firesWithoutData());
        }
        return file.toString();
    }

    private static void test(
            StringBuilder file, AlertEntry alert, String what, Map<String, String> series, int minute, boolean fires) {
        file.append("  - name: ").append(quoted(alert.name() + " " + what)).append('\n');
        file.append("    interval: 1m\n    input_series:").append(series.isEmpty() ? " []\n" : "\n");
        series.forEach((name, values) -> file.append("      - {series: ")
                .append(quoted(name))
                .append(", values: ")
                .append(quoted(values))
                .append("}\n"));
        file.append("    promql_expr_test:\n      - expr: ")
                .append(quoted("group(ALERTS{alertname=\"%s\",alertstate=\"firing\"})".formatted(alert.name())))
                .append('\n');
        file.append("        eval_time: ").append(minute).append("m\n        exp_samples: ");
        file.append(fires ? "[{labels: '{}', value: 1}]\n" : "[]\n");
    }

    private static String quoted(String text) {
        return JsonMapper.shared().writeValueAsString(text);
    }
}
