package dev.gapless.scheduler.planning;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows for one stream.
 *
 * @param probe true when nobody else says how far a numbered stream reaches
 * @param lag how long before now the unbroken coverage ends; null for numbered streams
 */
public record StreamPlan(
        List<PlanStep> steps, boolean probe, @Nullable Duration lag) {

    public StreamPlan {
        steps = List.copyOf(steps);
    }
}
