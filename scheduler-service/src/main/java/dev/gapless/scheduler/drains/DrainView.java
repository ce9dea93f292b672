package dev.gapless.scheduler.drains;

import dev.gapless.scheduler.drains.DrainRun.DrainMark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A drain for operators.
 *
 * @param front the class whose turn it is; null when the drain has ended, or no work of its classes waits
 * @param endsAt when it ends in any case
 * @param emptySince since when no work of its classes waits; null while some does
 * @param ended null while it runs
 * @param progress of its classes in their order, as they stand now; empty when the drain has ended
 */
record DrainView(
        String id,
        List<PriorityClass> classes,
        DrainState state,
        @Nullable PriorityClass front,
        DrainMark begun,
        Instant endsAt,
        @Nullable Instant emptySince,
        @Nullable DrainMark ended,
        List<ClassProgress> progress) {

    /**
     * How far a class is.
     *
     * @param dueAtStart its gaps that were due when the drain began
     * @param secondsLeft until none is due, at the speed since the beginning; null while their number does not fall
     */
    record ClassProgress(
            PriorityClass priorityClass,
            long dueAtStart,
            long due,
            long later,
            long out,
            @Nullable Long secondsLeft) {}

    /** @param backlog of all classes now */
    static DrainView of(DrainRun drain, @Nullable DrainFront front, List<ClassBacklog> backlog, Instant now) {
        Map<PriorityClass, ClassBacklog> byClass =
                backlog.stream().collect(Collectors.toMap(ClassBacklog::priorityClass, Function.identity()));
        List<ClassProgress> progress = new ArrayList<>();
        if (drain.state() == DrainState.RUNNING) {
            for (int place = 0; place < drain.classes().size(); place++) {
                ClassBacklog waiting = byClass.get(drain.classes().get(place));
                if (waiting != null) {
                    progress.add(progress(drain, drain.dueAtStart().get(place), waiting, now));
                }
            }
        }
        return new DrainView(
                drain.id(),
                drain.classes(),
                drain.state(),
                front == null || drain.state() != DrainState.RUNNING ? null : front.first(),
                drain.begun(),
                drain.endsAt(),
                drain.emptySince(),
                drain.ended(),
                progress);
    }

    private static ClassProgress progress(DrainRun drain, long dueAtStart, ClassBacklog waiting, Instant now) {
        long done = dueAtStart - waiting.due();
        long seconds = Duration.between(drain.begun().at(), now).toSeconds();
        return new ClassProgress(
                waiting.priorityClass(),
                dueAtStart,
                waiting.due(),
                waiting.later(),
                waiting.out(),
                done <= 0 ? null : Math.ceilDiv(waiting.due() * seconds, done));
    }
}
