package dev.gapless.scheduler.objective;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a source stands under the completeness objective.
 *
 * @param target share of the stream-seconds that must be held in time
 * @param dueSeconds stream-seconds of the period that fell due; the others are parts of them
 * @param heldInTime share that was held in time; null when nothing fell due
 */
public record ObjectiveView(
        String source,
        double target,
        double withinSeconds,
        double periodSeconds,
        double dueSeconds,
        double lateSeconds,
        @Nullable Double heldInTime,
        @JsonUnwrapped ErrorBudget budget) {
    /**
     * How much may be late, and how fast that is used up.
     *
     * @param budgetSeconds stream-seconds that may be late in what fell due so far
     * @param budgetLeftSeconds what is left of them; negative when the objective is missed
     * @param burn by time: 1 uses up the budget exactly; null where nothing fell due
     * @param exhaustedInSeconds when nothing of the budget is left, at the pace of the last six hours; null when it
     *     lasts
     */
    public record ErrorBudget(
            double budgetSeconds,
            double budgetLeftSeconds,
            Map<String, @Nullable Double> burn,
            @Nullable Double exhaustedInSeconds) {}

    /**
     * @param period sums of the period
     * @param windows sums of shorter times by their names
     * @param pace sums of the time whose pace is carried on
     * @param paceSeconds how long that time is
     */
    static ObjectiveView of(
            String source,
            ObjectiveProperties properties,
            ObjectiveSeconds period,
            Map<String, @Nullable ObjectiveSeconds> windows,
            ObjectiveSeconds pace,
            double paceSeconds) {
        double allowed = 1 - properties.target();
        double budget = allowed * period.due();
        double left = budget - period.late();
        double loss = (pace.late() - allowed * pace.due()) / paceSeconds;
        LinkedHashMap<String, @Nullable Double> burn = new LinkedHashMap<>();
        windows.forEach((name, sums) ->
                burn.put(name, sums == null || sums.due() == 0 ? null : sums.late() / sums.due() / allowed));
        return new ObjectiveView(
                source,
                properties.target(),
                properties.within().toMillis() / 1000.0,
                properties.period().toMillis() / 1000.0,
                period.due(),
                period.late(),
                period.due() == 0 ? null : 1 - period.late() / period.due(),
                new ObjectiveView.ErrorBudget(budget, left, burn, loss <= 0 ? null : Math.max(0, left / loss)));
    }
}
