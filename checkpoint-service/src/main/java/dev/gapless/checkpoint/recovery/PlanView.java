package dev.gapless.checkpoint.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A plan as the API shows it.
 *
 * @param estimateSeconds until all of it is well again, one after another, as estimated when it was made
 * @param remainingEstimateSeconds the same of the steps that are not over
 * @param etaSeconds until the last step is carried out, by the pace of those that were; null before the first, and when
 *     nothing is running
 */
record PlanView(
        UUID id,
        PlanState state,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        int total,
        int done,
        int failed,
        int skipped,
        int remaining,
        long estimateSeconds,
        long remainingEstimateSeconds,
        @Nullable Long etaSeconds,
        List<StepView> steps) {

    record StepView(
            int number,
            String type,
            String resource,
            String priority,
            String reason,
            int gaps,
            long estimateSeconds,
            RecoveryStep.State state,
            int attempts,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String outcome) {}

    static PlanView of(RecoveryPlan plan, Instant now) {
        int remaining = count(plan, RecoveryStep.State.PENDING) + count(plan, RecoveryStep.State.RUNNING);
        return new PlanView(
                plan.id(),
                plan.state(),
                plan.createdAt(),
                plan.startedAt(),
                plan.endedAt(),
                plan.steps().size(),
                count(plan, RecoveryStep.State.DONE),
                count(plan, RecoveryStep.State.FAILED),
                count(plan, RecoveryStep.State.SKIPPED),
                remaining,
                seconds(plan.steps()),
                seconds(plan.steps().stream().filter(PlanView::open).toList()),
                eta(plan, remaining, now),
                plan.steps().stream().map(PlanView::step).toList());
    }

    private static boolean open(RecoveryStep step) {
        return step.state() == RecoveryStep.State.PENDING || step.state() == RecoveryStep.State.RUNNING;
    }

    private static int count(RecoveryPlan plan, RecoveryStep.State state) {
        return (int) plan.steps().stream().filter(step -> step.state() == state).count();
    }

    private static long seconds(List<RecoveryStep> steps) {
        return steps.stream()
                .mapToLong(step -> step.action().estimate().toSeconds())
                .sum();
    }

    private static @Nullable Long eta(RecoveryPlan plan, int remaining, Instant now) {
        int over = count(plan, RecoveryStep.State.DONE) + count(plan, RecoveryStep.State.FAILED);
        Instant since = plan.startedAt();
        if (plan.state() != PlanState.RUNNING || since == null || over == 0) {
            return null;
        }
        double pace = Math.max(0, Duration.between(since, now).toMillis()) / 1e3 / over;
        return Math.round(Math.ceil(pace * remaining));
    }

    private static StepView step(RecoveryStep step) {
        RecoveryAction action = step.action();
        return new StepView(
                step.number(),
                RecoveryActionNames.of(action.type()),
                action.resource(),
                action.priority().name(),
                action.reason(),
                action.subjects().size(),
                action.estimate().toSeconds(),
                step.state(),
                step.attempts(),
                step.startedAt(),
                step.endedAt(),
                step.outcome());
    }
}
