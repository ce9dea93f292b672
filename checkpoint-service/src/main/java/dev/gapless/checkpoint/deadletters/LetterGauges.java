package dev.gapless.checkpoint.deadletters;

import dev.gapless.common.figures.Board;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;

/** The letters that nobody has dealt with, by cause. */
final class LetterGauges {

    private final Letters letters;
    private final Board open;

    LetterGauges(Letters letters, MeterRegistry meters) {
        this.letters = letters;
        this.open = Board.ofAmounts(meters, "gapless.dead.letters.open", "dead letters that nobody has dealt with");
    }

    void refresh() {
        Map<Tags, Double> counts = new HashMap<>();
        for (Letters.Cause cause : letters.causes()) {
            if (cause.state() == LetterState.NEW) {
                String source = cause.source();
                counts.merge(
                        Tags.of("rule", cause.rule(), "source", source == null ? "unknown" : source),
                        (double) cause.letters(),
                        Double::sum);
            }
        }
        open.show(counts);
    }
}
