package dev.gapless.scheduler.objective;

import dev.gapless.common.metrics.TaggedGauges;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What is left of the error budgets of the streams, and until when, read now and then. Used by one thread. */
final class ObjectiveFigures {

    private final ObjectiveReport report;
    private final TaggedGauges left;
    private final TaggedGauges exhausted;

    ObjectiveFigures(ObjectiveReport report, MeterRegistry meters) {
        this.report = report;
        this.left = TaggedGauges.ofShares(
                meters, "gapless.slo.budget.left.ratio", "share of the error budget that is left");
        this.exhausted = TaggedGauges.ofShares(
                meters, "gapless.slo.exhausted.in.seconds", "when the error budget is used up at the present pace");
    }

    void refresh() {
        Map<Tags, Double> shares = new HashMap<>();
        Map<Tags, Double> ends = new HashMap<>();
        for (ObjectiveView view : report.streams(null)) {
            Tags tags = Tags.of("source", view.source(), "stream", Objects.requireNonNull(view.stream()));
            if (view.budget().budgetSeconds() > 0) {
                shares.put(
                        tags, view.budget().budgetLeftSeconds() / view.budget().budgetSeconds());
            }
            Double end = view.budget().exhaustedInSeconds();
            if (end != null) {
                ends.put(tags, end);
            }
        }
        left.show(shares);
        exhausted.show(ends);
    }
}
