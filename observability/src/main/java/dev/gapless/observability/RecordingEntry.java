package dev.gapless.observability;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A recording rule.
 *
 * @param record name of the series that it makes
 * @param labels of that series
 * @param window the ratio of errors of the completeness objective within this time; null for another expression
 * @param expr the expression; null where there is a window
 */
public record RecordingEntry(
        String record,
        List<String> labels,
        @Nullable String window,
        @Nullable String expr) {

    public RecordingEntry {
        labels = List.copyOf(labels);
    }

    /** What is recorded, in PromQL. */
    public String expression() {
        if (window == null) {
            return Objects.requireNonNull(expr, record);
        }
        return "sum by (source, stream) (rate(gapless_slo_late_seconds_total[%1$s]))"
                .concat(" / (sum by (source, stream) (rate(gapless_slo_due_seconds_total[%1$s])) > 0)")
                .formatted(window);
    }
}
