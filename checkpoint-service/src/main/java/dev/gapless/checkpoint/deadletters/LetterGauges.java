package dev.gapless.checkpoint.deadletters;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;

/** The letters that nobody has dealt with, by cause. */
final class LetterGauges {

    private final Letters letters;
    private final MultiGauge open;

    LetterGauges(Letters letters, MeterRegistry meters) {
        this.letters = letters;
        this.open = MultiGauge.builder("gapless.dead.letters.open").register(meters);
    }

    void refresh() {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (Letters.Cause cause : letters.causes()) {
            if (cause.state() == LetterState.NEW) {
                String source = cause.source();
                rows.add(MultiGauge.Row.of(
                        Tags.of("rule", cause.rule(), "source", source == null ? "unknown" : source), cause.letters()));
            }
        }
        open.register(rows, true);
    }
}
