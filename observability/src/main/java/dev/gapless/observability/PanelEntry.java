package dev.gapless.observability;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A panel of a dashboard.
 *
 * @param type {@code stat}, {@code timeseries} or {@code state-timeline}
 * @param unit as Grafana names it
 * @param zero true when everything but 0 is bad
 * @param stack true when the series are stacked
 * @param expr the only expression; null where there are several
 * @param legend of the only expression; null for none
 * @param exprs several expressions; null where there is one
 * @param states what the values 0, 1, 2 and so on mean; null where they are numbers
 */
public record PanelEntry(
        String title,
        String description,
        String type,
        String unit,
        boolean zero,
        boolean stack,
        @Nullable String expr,
        @Nullable String legend,
        @Nullable List<PanelQuery> exprs,
        @Nullable List<String> states) {

    /**
     * One expression of a panel.
     *
     * @param legend null for none
     */
    public record PanelQuery(String expr, @Nullable String legend) {}

    /** What the panel asks, with macros and placeholders expanded. */
    public List<PanelQuery> queries() {
        List<PanelQuery> queries =
                exprs != null ? exprs : List.of(new PanelQuery(Objects.requireNonNull(expr, title), legend));
        return queries.stream()
                .map(query -> new PanelQuery(ExpressionMacros.expandPanel(query.expr()), query.legend()))
                .toList();
    }
}
