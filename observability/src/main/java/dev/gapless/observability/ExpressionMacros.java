package dev.gapless.observability;

import java.util.function.UnaryOperator;

/** What the source files write shorter than PromQL does. */
final class ExpressionMacros {

    private static final String TARGET = "job=~\"$job\",instance=~\"$instance\"";

    private ExpressionMacros() {}

    /**
     * {@code grown(SELECTOR; WINDOW)}: how much counters grew, and the whole value of those that did not exist before
     * the window. A counter appears with its first event, which {@code increase} does not see.
     */
    static String expand(String expression) {
        return replace(expression, "grown(", inner -> {
            int semicolon = inner.lastIndexOf(';');
            if (semicolon < 0) {
                throw new IllegalArgumentException("%s (expected: grown(SELECTOR; WINDOW))".formatted(expression));
            }
            String selector = inner.substring(0, semicolon).strip();
            String window = inner.substring(semicolon + 1).strip();
            return "(increase(%1$s[%2$s]) > 0 or (%1$s > 0 unless %1$s offset %2$s))".formatted(selector, window);
        });
    }

    /**
     * The same, and {@code counted(EXPRESSION)}, which is 0 where the expression is empty and a service is scraped.
     * Also {@code $sel} and {@code $src}, the matchers of the chosen targets and source.
     */
    static String expandPanel(String expression) {
        String counted = replace(
                expression, "counted(", inner -> "((%s or vector(0)) and on () count(up{$sel} == 1))".formatted(inner));
        return expand(counted).replace("$src", TARGET + ",source=~\"$source\"").replace("$sel", TARGET);
    }

    private static String replace(String expression, String opening, UnaryOperator<String> expansion) {
        int start = expression.indexOf(opening);
        if (start < 0) {
            return expression;
        }
        int open = 1;
        int end = start + opening.length();
        while (open > 0 && end < expression.length()) {
            char c = expression.charAt(end++);
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        String inner = expression.substring(start + opening.length(), end - 1);
        return expression.substring(0, start)
                + expansion.apply(inner)
                + replace(expression.substring(end), opening, expansion);
    }
}
