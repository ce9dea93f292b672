package dev.gapless.scheduler.recovery;

import java.util.Locale;

/**
 * A health gate's word.
 *
 * @param detail the figure and its limit, or which figure is missing
 */
public record GateReading(String gate, GateResult result, String detail) {

    String sentence() {
        return "%s %s: %s"
                .formatted(gate, result.name().toLowerCase(Locale.ROOT).replace('_', ' '), detail);
    }

    static GateReading limited(String gate, double figure, double limit, String unit) {
        return new GateReading(
                gate,
                figure <= limit ? GateResult.PASS : GateResult.FAIL,
                "%.2f %s (limit %.2f)".formatted(figure, unit, limit));
    }

    static GateReading missing(String gate, String figure) {
        return new GateReading(gate, GateResult.CANNOT_TELL, figure);
    }
}
