package dev.gapless.observability;

import java.util.Locale;
import java.util.Set;

/** Writes docs/metrics.md. */
final class MetricsPage {

    private static final String HEAD = """
            <!-- Written from observability/src/main/resources/observability/metrics.yaml by `./gapless observability`. -->
            # Metrics

            Each service shows its metrics at `/actuator/prometheus`, which requires a token ([REST interfaces](rest.md)). The names below are those in the code. In Prometheus dots are underscores, counters end in `_total`, and timers have `_seconds_count`, `_seconds_sum`, `_seconds_max` and, as histograms, `_seconds_bucket`.

            No metric has an account among its tags. A stream name and a source name come from manifests, and all other values from a fixed set. So the number of series is bounded by sources and streams.

            Every metric of a service also carries its name as the tag `service`, which the tables leave out.

            The last column names the [alerts](operations/runbooks.md) and [dashboards](operations/observability.md) that use a metric. A metric that none of them uses fails the build.

            ## Of Gapless

            | name | type | unit | tags | services | meaning | used by |
            |---|---|---|---|---|---|---|
            """;

    private static final String FOREIGN = """

            ## Of Prometheus and the libraries

            Those that a dashboard or a rule uses, by the names that Prometheus has.

            | name | unit | tags | from | meaning | used by |
            |---|---|---|---|---|---|
            """;

    private static final String RECORDED = """

            ## Recorded by rules

            | name | tags | expression |
            |---|---|---|
            """;

    private MetricsPage() {}

    static String write(MetricCatalogue metrics, RuleCatalogue rules, MetricUses uses) {
        StringBuilder page = new StringBuilder(HEAD);
        for (MetricEntry metric : metrics.own()) {
            row(
                    page,
                    code(metric.name()),
                    metric.type().name().toLowerCase(Locale.ROOT),
                    metric.unit(),
                    String.join(", ", metric.tags()),
                    String.join(", ", metric.services()),
                    metric.meaning(),
                    joined(uses.of(metric)));
        }
        page.append(FOREIGN);
        for (ForeignSeries series : metrics.foreign()) {
            row(
                    page,
                    code(series.name()),
                    series.unit(),
                    String.join(", ", series.tags()),
                    series.from(),
                    series.meaning(),
                    joined(uses.of(series.name())));
        }
        page.append(RECORDED);
        for (RecordingEntry rule : rules.recordings()) {
            row(page, code(rule.record()), String.join(", ", rule.labels()), code(rule.expression()));
        }
        return page.toString();
    }

    private static String joined(Set<String> users) {
        return String.join(", ", users);
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static void row(StringBuilder page, String... cells) {
        page.append('|');
        for (String cell : cells) {
            page.append(' ').append(cell).append(cell.isEmpty() ? "|" : " |");
        }
        page.append('\n');
    }
}
