package dev.gapless.observability;

/** Writes docs/operations/runbooks.md. */
final class RunbooksPage {

    private static final String HEAD = """
            <!-- Written from observability/src/main/resources/observability/alerts.yaml by `./gapless observability`. -->
            # Runbooks

            Each alert has one heading. `page` needs an operator at once, `ticket` within working hours. The annotation `runbook_url` of an alert ends in its heading.

            The commands work as written with `./gapless up`. With other installations add `--url` and `--token-file` ([the command line](../cli.md#common-options)), or call the [REST interfaces](../rest.md). [Observability](observability.md) says how to set up rules and dashboards.

            """;

    private static final String THRESHOLDS = """
            `./gapless observability rules DIRECTORY NAME=VALUE` writes the rule files with other thresholds, such as `coverage-lag=600`. How long a condition must hold is set in the written files.

            | name | shipped | meaning |
            |---|---|---|
            """;

    private RunbooksPage() {}

    static String write(RuleCatalogue rules, DashboardCatalogue dashboards) {
        StringBuilder page = new StringBuilder(HEAD).append("| alert | severity | after |\n|---|---|---|\n");
        for (AlertEntry alert : rules.alerts()) {
            page.append("| [%s](#%s) | %s | %s |%n"
                    .formatted(alert.name(), alert.anchor(), alert.severity(), after(alert)));
        }
        page.append("\n## Thresholds\n\n").append(THRESHOLDS);
        for (AlertThreshold threshold : rules.thresholds()) {
            page.append("| `%s` | %s | %s |%n".formatted(threshold.name(), threshold.value(), threshold.meaning()));
        }
        for (AlertEntry alert : rules.alerts()) {
            page.append("\n## ").append(alert.name()).append("\n\n");
            page.append("Severity `%s`, after %s. Dashboard: %s.%s%n%n"
                    .formatted(alert.severity(), after(alert), dashboard(alert, dashboards), invariant(alert)));
            page.append("```promql\n").append(alert.expression()).append("\n```\n\n");
            part(page, "How it works", alert.works());
            part(page, "In case of emergency", alert.emergency());
            part(page, "How to fix", alert.fix());
            part(page, "How to investigate", alert.investigate());
            part(page, "Prove that it is over", alert.prove());
        }
        return page.toString();
    }

    private static String after(AlertEntry alert) {
        return alert.pending().equals("0m") ? "the first one" : alert.pending();
    }

    private static String dashboard(AlertEntry alert, DashboardCatalogue dashboards) {
        return dashboards.dashboards().stream()
                .filter(one -> one.id().equals(alert.dashboard()))
                .map(MetricUses::title)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s: dashboard %s (expected: the id of one)".formatted(alert.name(), alert.dashboard())));
    }

    private static String invariant(AlertEntry alert) {
        return alert.invariant() == null
                ? ""
                : " Contradicts invariant %s ([invariants](../invariants.md)).".formatted(alert.invariant());
    }

    private static void part(StringBuilder page, String title, String text) {
        page.append("* **").append(title).append(".** ").append(text).append('\n');
    }
}
