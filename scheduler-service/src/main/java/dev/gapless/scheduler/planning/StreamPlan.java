package dev.gapless.scheduler.planning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The plan for one stream.
 *
 * @param probe how often to ask how far a numbered stream reaches; null for streams that are ordered by time
 * @param lag for how long the newest positions have not been covered; null while it is not known how far a numbered
 *     stream reaches
 * @param live whether a live window is believed to cover the present
 * @param settles when more numbers of the stream have settled that are missing; null where none will
 */
public record StreamPlan(
        List<PlanStep> steps,
        @Nullable Duration probe,
        @Nullable Duration lag,
        boolean live,
        @Nullable Instant settles) {

    public StreamPlan {
        steps = List.copyOf(steps);
    }
}
