package dev.gapless.observability;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a dashboard as Grafana's classic JSON, which its versions 10 to 13 read. */
final class GrafanaDashboard {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final int SCHEMA = 39;
    private static final int WIDTH = 24;
    /** In ms; a gap between points that is longer is drawn as a gap. */
    private static final int DISCONNECT = 90_000;

    private static final List<String> STATE_COLOURS = List.of("green", "yellow", "red", "purple");

    private final RuleCatalogue rules;
    private int y;
    private int nextId = 1;

    private GrafanaDashboard(RuleCatalogue rules) {
        this.rules = rules;
    }

    static String write(DashboardEntry dashboard, RuleCatalogue rules) {
        return JSON.writeValueAsString(new GrafanaDashboard(rules).dashboard(dashboard)) + "\n";
    }

    private ObjectNode dashboard(DashboardEntry entry) {
        ObjectNode root = JSON.createObjectNode();
        root.put("uid", "gapless-" + entry.id());
        root.put("title", entry.title());
        root.put("description", entry.description());
        root.put("schemaVersion", SCHEMA);
        root.put("version", 1);
        root.put("editable", false);
        root.put("graphTooltip", 1);
        root.put("refresh", "30s");
        root.put("timezone", "utc");
        root.putObject("time").put("from", "now-6h").put("to", "now");
        root.putArray("tags").add("gapless");
        root.putArray("links")
                .addObject()
                .put("title", "Gapless")
                .put("type", "dashboards")
                .put("asDropdown", true)
                .put("includeVars", true)
                .put("keepTime", true)
                .putArray("tags")
                .add("gapless");
        ArrayNode variables = root.putObject("templating").putArray("list");
        variable(variables, "datasource", "Data source", "datasource").put("query", "prometheus");
        query(variables, "job", "Service", "label_values(up{job=~\"gapless-.+\"}, job)");
        query(variables, "instance", "Instance", "label_values(up{job=~\"$job\"}, instance)");
        query(
                variables,
                "source",
                "Source",
                "label_values(gapless_slo_due_seconds_total{job=~\"$job\",instance=~\"$instance\"}, source)");
        ObjectNode runbooks = variable(variables, "runbooks", "Address of the runbooks", "textbox");
        runbooks.put("hide", 2).put("query", "docs/operations/runbooks.md");
        ArrayNode panels = root.putArray("panels");
        entry.rows().forEach(row -> row(panels, row));
        return root;
    }

    private static ObjectNode variable(ArrayNode variables, String name, String label, String type) {
        return variables.addObject().put("name", name).put("label", label).put("type", type);
    }

    /** Read anew when the time range changes. */
    private static void query(ArrayNode variables, String name, String label, String query) {
        ObjectNode variable = variable(variables, name, label, "query");
        datasource(variable);
        variable.put("definition", query)
                .put("includeAll", true)
                .put("allValue", ".+")
                .put("multi", true)
                .put("refresh", 2)
                .put("sort", 1);
        variable.putObject("query").put("query", query).put("refId", name);
        ObjectNode current = variable.putObject("current");
        current.putArray("text").add("All");
        current.putArray("value").add("$__all");
    }

    private static void datasource(ObjectNode node) {
        node.putObject("datasource").put("type", "prometheus").put("uid", "${datasource}");
    }

    private void row(ArrayNode panels, DashboardEntry.PanelRow row) {
        ObjectNode head = panel(panels, "row", row.title(), 0, WIDTH, 1);
        head.put("collapsed", false).putArray("panels");
        y += 1;
        ObjectNode good = panel(panels, "text", "What good looks like", 0, WIDTH, 2);
        good.put("description", "How this row looks when all is well.");
        good.putObject("options").put("mode", "markdown").put("content", row.good());
        y += 2;
        int x = 0;
        int height = 0;
        for (PanelEntry entry : row.panels()) {
            int width = width(entry);
            if (x + width > WIDTH) {
                y += height;
                x = 0;
                height = 0;
            }
            int tall = entry.type().equals("stat") ? 4 : 8;
            chart(panel(panels, entry.type(), entry.title(), x, width, tall), entry);
            x += width;
            height = Math.max(height, tall);
        }
        y += height;
    }

    private static int width(PanelEntry entry) {
        return switch (entry.type()) {
            case "stat" -> entry.zero() ? 3 : 6;
            case "state-timeline" -> WIDTH;
            default -> 12;
        };
    }

    private ObjectNode panel(ArrayNode panels, String type, String title, int x, int width, int height) {
        ObjectNode panel = panels.addObject();
        panel.put("id", nextId++).put("type", type).put("title", title);
        panel.putObject("gridPos").put("x", x).put("y", y).put("w", width).put("h", height);
        return panel;
    }

    private void chart(ObjectNode panel, PanelEntry entry) {
        panel.put("description", entry.description());
        datasource(panel);
        ArrayNode targets = panel.putArray("targets");
        char ref = 'A';
        for (PanelEntry.PanelQuery query : entry.queries()) {
            ObjectNode target = targets.addObject();
            datasource(target);
            target.put("refId", String.valueOf(ref++)).put("expr", query.expr());
            target.put("legendFormat", query.legend() == null ? "__auto" : query.legend());
            target.put("instant", entry.type().equals("stat"))
                    .put("range", !entry.type().equals("stat"));
            // points that lead to the traces, where the registry keeps some
            target.put("exemplar", query.expr().contains("_bucket"));
        }
        ObjectNode config = panel.putObject("fieldConfig");
        config.putArray("overrides");
        ObjectNode defaults = config.putObject("defaults");
        defaults.put("unit", entry.unit()).put("noValue", "no data");
        switch (entry.type()) {
            case "stat" -> stat(panel, defaults, entry);
            case "state-timeline" -> states(panel, defaults, entry);
            default -> lines(panel, defaults, entry);
        }
        links(panel, entry);
    }

    private static void stat(ObjectNode panel, ObjectNode defaults, PanelEntry entry) {
        ObjectNode thresholds = defaults.putObject("thresholds").put("mode", "absolute");
        ArrayNode steps = thresholds.putArray("steps");
        steps.addObject().put("color", entry.zero() ? "green" : "text").putNull("value");
        if (entry.zero()) {
            steps.addObject().put("color", "red").put("value", 0.000001);
        }
        ObjectNode options = panel.putObject("options");
        options.put("colorMode", entry.zero() ? "background" : "value").put("graphMode", "none");
        options.putObject("reduceOptions")
                .put("values", false)
                .putArray("calcs")
                .add("lastNotNull");
    }

    private static void lines(ObjectNode panel, ObjectNode defaults, PanelEntry entry) {
        ObjectNode custom = defaults.putObject("custom");
        custom.put("drawStyle", "line").put("lineWidth", 1).put("fillOpacity", entry.stack() ? 30 : 5);
        custom.put("spanNulls", false).put("insertNulls", DISCONNECT).put("showPoints", "auto");
        custom.putObject("stacking").put("mode", entry.stack() ? "normal" : "none");
        // 0 is shown, and what is below it too
        custom.put("axisSoftMin", 0);
        ObjectNode options = panel.putObject("options");
        options.putObject("legend")
                .put("displayMode", "list")
                .put("placement", "bottom")
                .put("showLegend", true);
        options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
    }

    /** Missing data is a gap, never the last state. */
    private static void states(ObjectNode panel, ObjectNode defaults, PanelEntry entry) {
        defaults.putObject("custom")
                .put("fillOpacity", 80)
                .put("spanNulls", false)
                .put("insertNulls", DISCONNECT);
        if (entry.states() != null) {
            ObjectNode options = defaults.putArray("mappings")
                    .addObject()
                    .put("type", "value")
                    .putObject("options");
            for (int value = 0; value < entry.states().size(); value++) {
                options.putObject(String.valueOf(value))
                        .put("index", value)
                        .put("text", entry.states().get(value))
                        .put("color", STATE_COLOURS.get(value));
            }
        }
        ObjectNode options = panel.putObject("options");
        options.put("showValue", "auto").put("mergeValues", true).put("rowHeight", 0.8);
        options.putObject("legend")
                .put("displayMode", "list")
                .put("placement", "bottom")
                .put("showLegend", true);
        options.putObject("tooltip").put("mode", "single");
    }

    /** To the runbooks of the alerts that judge a series of this panel. */
    private void links(ObjectNode panel, PanelEntry entry) {
        Set<String> shown = new TreeSet<>();
        entry.queries()
                .forEach(query ->
                        shown.addAll(ExpressionReader.of(query.expr()).series().keySet()));
        List<AlertEntry> alerts = rules.alerts().stream()
                .filter(alert -> ExpressionReader.of(alert.expression()).series().keySet().stream()
                        .anyMatch(shown::contains))
                .filter(alert -> !shown.contains("up") || alert.name().startsWith("GaplessService"))
                .toList();
        if (!alerts.isEmpty()) {
            ArrayNode links = panel.putArray("links");
            alerts.forEach(alert -> links.addObject()
                    .put("title", "Runbook: " + alert.name())
                    .put("url", "${runbooks}#" + alert.anchor())
                    .put("targetBlank", true));
        }
    }
}
