package dev.gapless.benchmarks.report;

import java.util.Locale;

/** As much of SVG as the plots need. */
final class SvgWriter {

    private final StringBuilder out = new StringBuilder();

    SvgWriter(int width, int height) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">%n",
                width, height, width, height);
        add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n", width, height);
    }

    /** @param anchor start, middle or end */
    void text(double x, double y, String anchor, String weight, String text) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-weight=\"%s\">%s</text>%n",
                x, y, anchor, weight, escaped(text));
    }

    void box(double x, double y, double width, double height, String colour) {
        add(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
                x, y, Math.max(0, width), height, colour);
    }

    void line(double fromX, double fromY, double toX, double toY, String colour) {
        add(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"1.5\"/>%n",
                fromX, fromY, toX, toY, colour);
    }

    void dot(double x, double y, String colour) {
        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>%n", x, y, colour);
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private void add(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values));
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public String toString() {
        return out + "</svg>\n";
    }
}
