package dev.gapless.standalone.demo;

import dev.gapless.observability.DashboardCatalogue;
import dev.gapless.observability.PanelEntry.PanelQuery;
import dev.gapless.observability.RuleCatalogue;
import dev.gapless.observability.RunbookCommands;
import dev.gapless.standalone.api.PrometheusApi;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All expressions of dashboards, rules and runbooks, asked of the Prometheus of a whole rehearsal. */
final class RehearsedExpressions {

    private static final int STEP_SECONDS = 5;

    /** Every expression, as Prometheus is asked. */
    static Set<String> all() {
        Set<String> all = new LinkedHashSet<>();
        RuleCatalogue rules = RuleCatalogue.load();
        rules.recordings().forEach(rule -> all.add(rule.record()));
        rules.alerts().forEach(alert -> {
            if (!RehearsedFault.NOT_REHEARSED.containsKey(alert.name())) {
                all.add("ALERTS{alertname=\"%s\",alertstate=\"firing\"}".formatted(alert.name()));
            }
            all.addAll(RunbookCommands.queries(alert));
        });
        DashboardCatalogue.load()
                .dashboards()
                .forEach(dashboard -> dashboard
                        .panels()
                        .forEach(panel -> panel.queries().stream()
                                .map(PanelQuery::expr)
                                .map(PanelExpression::plain)
                                .forEach(all::add)));
        return all;
    }

    private RehearsedExpressions() {}

    /** Those without data in between, but for those of inferred deletes: the sandbox's listings tell of all deletes. */
    static List<String> silent(PrometheusApi prometheus, Instant since, Instant now)
            throws IOException, InterruptedException {
        List<String> silent = new ArrayList<>();
        for (String expression : all()) {
            if (!expression.contains("gapless_inferred_delete")
                    && prometheus.range(expression, since, now, STEP_SECONDS).isEmpty()) {
                silent.add(expression);
            }
        }
        return silent;
    }
}
