package dev.gapless.standalone.demo;

import dev.gapless.observability.DashboardCatalogue;
import dev.gapless.observability.PanelEntry;
import dev.gapless.observability.RecordedPanels;
import dev.gapless.observability.RecordedPanels.RecordedPanel;
import dev.gapless.observability.RecordedPanels.RecordedSeries;
import dev.gapless.standalone.api.PrometheusApi;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Records what a Prometheus has of the panels that the documentation shows. */
final class PanelRecorder {

    /** So many values are drawn. */
    private static final int VALUES = 150;

    private static final int SHORTEST_STEP = 2;
    private static final int DIGITS = 3;
    private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");

    /** A panel that is drawn, by dashboard and title. */
    private record DrawnPanel(String dashboard, String title) {}

    private static final List<DrawnPanel> DRAWN = List.of(
            new DrawnPanel("completeness", "State of sources"),
            new DrawnPanel("completeness", "Stream time"),
            new DrawnPanel("overview", "Gaps to be filled"),
            new DrawnPanel("overview", "Items"),
            new DrawnPanel("overview", "From receipt to change (p99)"),
            new DrawnPanel("capture", "Open connections"),
            new DrawnPanel("mining", "Calls by result"),
            new DrawnPanel("ledger", "Records waiting"));

    private final PrometheusApi prometheus;
    private final Clock clock;

    PanelRecorder(PrometheusApi prometheus, Clock clock) {
        this.prometheus = prometheus;
        this.clock = clock;
    }

    /** Writes what there is since then. */
    void write(Instant since, Path file) throws IOException, InterruptedException {
        Instant to = clock.instant();
        int step = Math.max(
                SHORTEST_STEP, Math.toIntExact(Duration.between(since, to).toSeconds() / VALUES));
        DashboardCatalogue dashboards = DashboardCatalogue.load();
        List<RecordedPanel> panels = new ArrayList<>();
        for (DrawnPanel drawn : DRAWN) {
            PanelEntry panel = dashboards.panel(drawn.dashboard(), drawn.title());
            List<RecordedSeries> series = new ArrayList<>();
            for (PanelEntry.PanelQuery query : panel.queries()) {
                for (JsonNode one : prometheus.range(PanelExpression.plain(query.expr()), since, to, step)) {
                    series.add(new RecordedSeries(
                            name(query.legend(), one.get("metric")), values(one.get("values"), since, to, step)));
                }
            }
            panels.add(new RecordedPanel(drawn.dashboard(), drawn.title(), series));
        }
        Files.write(file, JsonMapper.shared().writeValueAsBytes(new RecordedPanels(since.toString(), step, panels)));
    }

    private static String name(@Nullable String legend, JsonNode labels) {
        return LABEL.matcher(legend == null ? "" : legend)
                .replaceAll(found ->
                        Matcher.quoteReplacement(labels.path(found.group(1)).asString("")));
    }

    /** One a step; null where Prometheus has none, or no number. */
    private static List<@Nullable Double> values(JsonNode found, Instant since, Instant to, int step) {
        Map<Long, Double> byStep = new HashMap<>();
        for (JsonNode value : found) {
            double number = Double.parseDouble(value.get(1).asString().replace("Inf", "Infinity"));
            if (Double.isFinite(number)) {
                byStep.put(
                        (value.get(0).asLong() - since.getEpochSecond()) / step,
                        new BigDecimal(number).round(new MathContext(DIGITS)).doubleValue());
            }
        }
        List<@Nullable Double> values = new ArrayList<>();
        for (long at = 0; at <= Duration.between(since, to).toSeconds() / step; at++) {
            values.add(byStep.get(at));
        }
        return values;
    }
}
