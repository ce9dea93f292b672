package dev.gapless.scheduler.objective;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The standing of a source, or of one of its streams, under the completeness objective.
 *
 * @param stream null for all streams of the source
 * @param target share of the stream-seconds that must be held in time; of several streams that of all together
 * @param dueSeconds stream-seconds of the period that fell due; the others are parts of them
 * @param heldInTime share that was held in time; null when nothing fell due
 * @param derived what the objective needs; null for a source
 */
public record ObjectiveView(
        String source,
        @Nullable String stream,
        double target,
        double withinSeconds,
        double periodSeconds,
        double dueSeconds,
        double lateSeconds,
        @Nullable Double heldInTime,
        @JsonUnwrapped ErrorBudget budget,
        @Nullable DerivedSettings derived) {
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

    /** The share that must be held within a limit, and the period over which its budget counts. */
    record WantedShare(double target, Duration within, Duration period) {}

    private static final String PACE = "6h";

    /**
     * @param period sums of the period
     * @param windows sums of shorter times by their names
     * @param pace how long the time {@code 6h} is, whose pace is carried on
     */
    static ObjectiveView of(
            ObjectiveScope scope,
            WantedShare wanted,
            AllowedSeconds period,
            Map<String, AllowedSeconds> windows,
            Duration pace,
            @Nullable DerivedSettings derived) {
        AllowedSeconds lately = windows.getOrDefault(PACE, AllowedSeconds.NONE);
        double left = period.allowed() - period.late();
        double loss = (lately.late() - lately.allowed()) / pace.toSeconds();
        Map<String, @Nullable Double> burn = new LinkedHashMap<>();
        windows.forEach((name, sums) -> burn.put(name, sums.due() == 0 ? null : sums.late() / sums.allowed()));
        return new ObjectiveView(
                scope.source(),
                scope.stream().isEmpty() ? null : scope.stream(),
                wanted.target(),
                wanted.within().toMillis() / 1000.0,
                wanted.period().toMillis() / 1000.0,
                period.due(),
                period.late(),
                period.due() == 0 ? null : 1 - period.late() / period.due(),
                new ErrorBudget(period.allowed(), left, burn, loss <= 0 ? null : Math.max(0, left / loss)),
                derived);
    }
}
