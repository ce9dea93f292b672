package dev.gapless.scheduler.drains;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A drain as it is stored.
 *
 * @param classes in their order
 * @param dueAtStart gaps of each class that were due at the beginning, in the same order
 * @param endsAt when it ends in any case
 * @param emptySince since when no work of its classes waits; null while some does
 * @param ended null while it runs
 */
record DrainRun(
        String id,
        List<PriorityClass> classes,
        List<Long> dueAtStart,
        DrainMark begun,
        Instant endsAt,
        @Nullable Instant emptySince,
        DrainState state,
        @Nullable DrainMark ended) {

    /** When, by whom and why a drain began or ended. */
    record DrainMark(Instant at, String by, String reason) {}

    DrainRun {
        classes = List.copyOf(classes);
        dueAtStart = List.copyOf(dueAtStart);
    }
}
