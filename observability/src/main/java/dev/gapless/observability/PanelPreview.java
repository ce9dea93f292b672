package dev.gapless.observability;

import dev.gapless.observability.RecordedPanels.RecordedPanel;
import dev.gapless.observability.RecordedPanels.RecordedSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Draws a panel from recorded values, as SVG. It is a preview of ours, and no picture of a Grafana. Missing values are
 * drawn as missing: a line breaks, and nothing of a timeline is painted.
 */
final class PanelPreview {

    private static final int WIDTH = 760;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 34;
    private static final int PLOT = 130;
    private static final int ROW = 24;
    private static final int LEGEND = 16;
    /** What is shorter is told in seconds. */
    private static final int SHORT_SECONDS = 600;

    private static final String[] COLOURS = {
        "#3871b8", "#c4162a", "#37872d", "#e0752d", "#8f3bb8", "#b58a00", "#1f8a8a", "#705da0"
    };
    private static final String[] STATES = {"#73bf69", "#f2cc0c", "#e02f44", "#8e8e8e"};

    private final PanelEntry panel;
    private final RecordedPanel recorded;
    private final int stepSeconds;
    private final StringBuilder out = new StringBuilder();

    private PanelPreview(PanelEntry panel, RecordedPanel recorded, int stepSeconds) {
        this.panel = panel;
        this.recorded = recorded;
        this.stepSeconds = stepSeconds;
    }

    /** @param stepSeconds between two values */
    static String draw(PanelEntry panel, RecordedPanel recorded, int stepSeconds) {
        PanelPreview preview = new PanelPreview(panel, recorded, stepSeconds);
        return panel.states() == null ? preview.lines() : preview.timeline(panel.states());
    }

    private String timeline(List<String> states) {
        int height = TOP + ROW * recorded.series().size();
        int row = 0;
        for (RecordedSeries series : recorded.series()) {
            double y = TOP + ROW * row++;
            text(LEFT - 6, y + ROW / 2.0 + 4, "end", series.name());
            List<@Nullable Double> values = series.values();
            for (int from = 0; from < values.size(); ) {
                int to = from + 1;
                while (to < values.size() && Objects.equals(values.get(to), values.get(from))) {
                    to++;
                }
                Double state = values.get(from);
                if (state != null) {
                    add(
                            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"%s\"><title>%s</title></rect>%n",
                            x(from),
                            y + 2,
                            x(to) - x(from),
                            ROW - 4,
                            STATES[state.intValue() % STATES.length],
                            escaped(states.get(state.intValue() % states.size())));
                }
                from = to;
            }
        }
        axis(height);
        List<String> words = new ArrayList<>(states);
        words.add("nothing painted: no data");
        List<String> colours = new ArrayList<>(List.of(STATES).subList(0, states.size()));
        colours.add("none");
        return whole(height + ROW, words, colours);
    }

    private String lines() {
        double most = recorded.series().stream()
                .flatMap(series -> series.values().stream())
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        double top = most > 0 ? most : 1;
        for (int part = 0; part <= 2; part++) {
            double y = TOP + PLOT * (1 - part / 2.0);
            add("<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>%n", LEFT, y, WIDTH - RIGHT, y);
            text(LEFT - 6, y + 4, "end", amount(top * part / 2));
        }
        List<String> colours = new ArrayList<>();
        for (RecordedSeries series : recorded.series()) {
            String colour = COLOURS[colours.size() % COLOURS.length];
            colours.add(colour);
            line(series.values(), top, colour);
        }
        axis(TOP + PLOT);
        return whole(
                TOP + PLOT + ROW,
                recorded.series().stream().map(RecordedSeries::name).toList(),
                colours);
    }

    /** One stroke for each unbroken run of values; a value alone is a dot, as no stroke shows one point. */
    private void line(List<@Nullable Double> values, double top, String colour) {
        List<String> run = new ArrayList<>();
        for (int at = 0; at <= values.size(); at++) {
            Double value = at < values.size() ? values.get(at) : null;
            if (value != null) {
                run.add(String.format(Locale.ROOT, "%.1f,%.1f", x(at), TOP + PLOT * (1 - value / top)));
                continue;
            }
            if (run.size() == 1) {
                String[] place = run.getFirst().split(",", 2);
                add("<circle cx=\"%s\" cy=\"%s\" r=\"1.5\" fill=\"%s\"/>%n", place[0], place[1], colour);
            } else if (!run.isEmpty()) {
                add(
                        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>%n",
                        String.join(" ", run), colour);
            }
            run.clear();
        }
    }

    private void axis(int bottom) {
        int seconds = steps() * stepSeconds;
        for (int part = 0; part <= 4; part++) {
            text(
                    LEFT + (WIDTH - LEFT - RIGHT) * part / 4.0,
                    bottom + 15,
                    "middle",
                    seconds < SHORT_SECONDS
                            ? "%d s".formatted(seconds * part / 4)
                            : "%d min".formatted(seconds * part / 240));
        }
    }

    private int steps() {
        return recorded.series().stream()
                .mapToInt(series -> series.values().size())
                .max()
                .orElse(1);
    }

    private double x(int step) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (double) step / steps();
    }

    private String whole(int bottom, List<String> legend, List<String> colours) {
        double x = LEFT;
        double y = bottom + LEGEND;
        for (int each = 0; each < legend.size(); each++) {
            double width = 24 + 6.5 * legend.get(each).length();
            if (x + width > WIDTH - RIGHT) {
                x = LEFT;
                y += LEGEND;
            }
            add(
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"10\" height=\"10\" fill=\"%s\" stroke=\"#999\"/>%n",
                    x, y - 9, colours.get(each));
            text(x + 14, y, "start", legend.get(each));
            x += width;
        }
        int height = (int) y + 2 * LEGEND;
        text(LEFT, height - 8, "start", "Preview, drawn by Gapless from recorded values; no picture of a Grafana.");
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" font-family="sans-serif" font-size="11">
                <rect width="%1$d" height="%2$d" fill="white"/>
                <text x="%3$d" y="20" font-size="14" font-weight="bold">%4$s</text>
                %5$s</svg>
                """.formatted(WIDTH, height, LEFT, escaped(panel.title()), out);
    }

    /** With its unit, as short as can be. */
    private String amount(double value) {
        return switch (panel.unit()) {
            case "percentunit" -> number(value * 100) + " %";
            case "s" -> number(value) + " s";
            case "ops" -> number(value) + "/s";
            default -> number(value);
        };
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 || value == 0 ? "%.0f" : value >= 1 ? "%.1f" : "%.3f", value);
    }

    private void text(double x, double y, String anchor, String text) {
        add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, escaped(text));
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private void add(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
