package dev.gapless.observability;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which dashboards and alerts use which series, also by way of a recording rule. */
final class MetricUses {

    private final Map<String, Set<String>> uses = new TreeMap<>();

    MetricUses(RuleCatalogue rules, DashboardCatalogue dashboards) {
        for (AlertEntry alert : rules.alerts()) {
            use(alert.expression(), alert.name(), rules);
        }
        for (DashboardEntry dashboard : dashboards.dashboards()) {
            for (PanelEntry panel : dashboard.panels()) {
                panel.queries().forEach(query -> use(query.expr(), title(dashboard), rules));
            }
        }
    }

    /** Without what all titles have in common. */
    static String title(DashboardEntry dashboard) {
        return dashboard.title().substring(dashboard.title().indexOf('/') + 1).strip();
    }

    private void use(String expression, String user, RuleCatalogue rules) {
        for (String series : ExpressionReader.of(expression).series().keySet()) {
            uses.computeIfAbsent(series, name -> new TreeSet<>()).add(user);
            rules.recordings().stream()
                    .filter(rule -> rule.record().equals(series))
                    .forEach(rule -> use(rule.expression(), user, rules));
        }
    }

    /** Titles of dashboards and names of alerts. */
    Set<String> of(String series) {
        return uses.getOrDefault(series, Set.of());
    }

    Set<String> of(MetricEntry metric) {
        Set<String> all = new TreeSet<>();
        metric.series().keySet().forEach(series -> all.addAll(of(series)));
        return all;
    }
}
