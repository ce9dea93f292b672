package dev.gapless.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Points over a growing amount, joined by lines; both scales from 0. */
public final class LineChart {

    private static final int WIDTH = 860;
    private static final int HEIGHT = 380;
    private static final int LEFT = 90;
    private static final int RIGHT = 50;
    private static final int TOP = 46;
    private static final int BOTTOM = 50;
    private static final int STEPS = 4;
    private static final double HEADROOM = 1.15;

    private record Point(double x, double y) {}

    private final String title;
    private final String amount;
    private final List<Point> points = new ArrayList<>();

    public LineChart(String title, String amount) {
        this.title = title;
        this.amount = amount;
    }

    public void point(double x, double y) {
        points.add(new Point(x, y));
    }

    String svg() {
        double mostX = points.stream().mapToDouble(Point::x).max().orElse(1);
        double mostY = points.stream().mapToDouble(Point::y).max().orElse(1) * HEADROOM;
        SvgWriter svg = new SvgWriter(WIDTH, HEIGHT);
        svg.text(12, 26, "start", "bold", title);
        for (int step = 0; step <= STEPS; step++) {
            double y = y(mostY * step / STEPS, mostY);
            svg.line(LEFT, y, WIDTH - RIGHT, y, "#ddd");
            svg.text(LEFT - 8, y + 4, "end", "normal", number(mostY * step / STEPS));
            double x = x(mostX * step / STEPS, mostX);
            svg.text(x, HEIGHT - BOTTOM + 20, "middle", "normal", number(mostX * step / STEPS));
        }
        svg.text(WIDTH / 2.0, HEIGHT - 10, "middle", "normal", amount);
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            if (i > 0) {
                Point before = points.get(i - 1);
                svg.line(x(before.x, mostX), y(before.y, mostY), x(point.x, mostX), y(point.y, mostY), "#4c78a8");
            }
            svg.dot(x(point.x, mostX), y(point.y, mostY), "#4c78a8");
        }
        return svg.toString();
    }

    private static double x(double value, double most) {
        return LEFT + value / most * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double value, double most) {
        return HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 || value == 0 ? "%,.0f" : "%.1f", value);
    }
}
