package dev.gapless.benchmarks.report;

import dev.gapless.benchmarks.measure.RoundStatistic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Horizontal bars, each with its median as a number and its range as a line; one scale from 0. */
final class BarChart {

    private static final int WIDTH = 860;
    private static final int LABELS = 290;
    private static final int NUMBERS = 110;
    private static final int ROW = 30;
    private static final int HEAD = 46;

    private record Bar(String label, RoundStatistic figure) {}

    private final String title;
    private final List<Bar> bars = new ArrayList<>();

    BarChart(String title) {
        this.title = title;
    }

    void bar(String label, RoundStatistic figure) {
        bars.add(new Bar(label, figure));
    }

    String svg() {
        double most =
                bars.stream().mapToDouble(bar -> bar.figure().most()).max().orElse(1);
        SvgWriter svg = new SvgWriter(WIDTH, HEAD + ROW * bars.size() + 10);
        svg.text(12, 26, "start", "bold", title);
        int y = HEAD;
        for (Bar bar : bars) {
            double perUnit = (WIDTH - LABELS - NUMBERS) / (most == 0 ? 1 : most);
            double end = LABELS + bar.figure().median() * perUnit;
            svg.text(LABELS - 8, y + 17, "end", "normal", bar.label());
            svg.box(LABELS, y + 4, end - LABELS, ROW - 10, "#4c78a8");
            svg.line(
                    LABELS + bar.figure().least() * perUnit,
                    y + ROW / 2.0 - 1,
                    LABELS + bar.figure().most() * perUnit,
                    y + ROW / 2.0 - 1,
                    "#222");
            svg.text(
                    LABELS + bar.figure().most() * perUnit + 6,
                    y + 17,
                    "start",
                    "normal",
                    String.format(
                            Locale.ROOT,
                            bar.figure().median() >= 100 ? "%,.0f" : "%.2f",
                            bar.figure().median()));
            y += ROW;
        }
        return svg.toString();
    }
}
