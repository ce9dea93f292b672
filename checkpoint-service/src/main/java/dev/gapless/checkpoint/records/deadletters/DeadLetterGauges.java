package dev.gapless.checkpoint.records.deadletters;

import dev.gapless.common.metrics.TaggedGauges;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;

/** The letters in state NEW, by cause. */
final class DeadLetterGauges {

    private final DeadLetterStore letters;
    private final TaggedGauges open;

    DeadLetterGauges(DeadLetterStore letters, MeterRegistry meters) {
        this.letters = letters;
        this.open = TaggedGauges.ofAmounts(meters, "gapless.dead.letters.open", "dead letters that are not dealt with");
    }

    void refresh() {
        Map<Tags, Double> counts = new HashMap<>();
        for (DeadLetterStore.Cause cause : letters.causes()) {
            if (cause.state() == DeadLetterState.NEW) {
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
