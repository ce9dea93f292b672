package dev.gapless.scheduler.recovery;

import dev.gapless.common.message.StopRelease;
import dev.gapless.scheduler.recovery.RecoveryPhase.RecoveryWork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recovery as it is stored. What it has released follows from it alone, so any scheduler can go on with it.
 *
 * @param phases as they were configured when it began
 * @param phase index of the present one
 * @param stepBegunAt when the present phase, or batch of it, was released
 * @param through the last account whose capture the present phase has released; null before, and outside, a batch
 * @param detail why it is held or paused
 * @param version grows with each change
 */
public record RecoveryRun(
        String id,
        String stop,
        List<RecoveryPhase> phases,
        int phase,
        RecoveryRunState state,
        Instant stepBegunAt,
        @Nullable String through,
        @Nullable String detail,
        long version,
        Instant begunAt) {

    /** Which accounts come next. */
    @FunctionalInterface
    public interface AccountBatches {

        /** The last of the next accounts behind this one; null when there are not more than so many. */
        @Nullable
        String lastOfNext(@Nullable String after, int accounts);
    }

    public RecoveryRun {
        phases = List.copyOf(phases);
    }

    /** The first phase is released at once. */
    public static RecoveryRun begin(
            String id, String stop, List<RecoveryPhase> phases, AccountBatches accounts, Instant now) {
        RecoveryRun run = new RecoveryRun(id, stop, phases, 0, RecoveryRunState.RUNNING, now, null, null, 0, now);
        return run.enter(0, accounts, now);
    }

    RecoveryPhase present() {
        return phases.get(phase);
    }

    /** True when the present step was watched for long enough. */
    public boolean isDue(Instant now) {
        return (state == RecoveryRunState.RUNNING || state == RecoveryRunState.HELD)
                && !now.isBefore(stepBegunAt.plus(present().lasts()));
    }

    /** What becomes of it by the gates' word, when it {@link #isDue}. */
    public RecoveryRun judged(List<GateReading> gates, AccountBatches accounts, Instant now) {
        for (GateResult result : List.of(GateResult.FAIL, GateResult.CANNOT_TELL)) {
            List<String> said = gates.stream()
                    .filter(gate -> gate.result() == result)
                    .map(GateReading::sentence)
                    .toList();
            if (!said.isEmpty()) {
                RecoveryRunState next = result == GateResult.FAIL ? RecoveryRunState.HELD : RecoveryRunState.PAUSED;
                return with(next, String.join("; ", said));
            }
        }
        return goOn(accounts, now);
    }

    /** The next batch, the next phase, or the end. */
    RecoveryRun goOn(AccountBatches accounts, Instant now) {
        if (present().work() == RecoveryWork.CAPTURE && through != null) {
            return batch(phase, accounts.lastOfNext(through, present().batch()), now);
        }
        return phase + 1 < phases.size() ? enter(phase + 1, accounts, now) : with(RecoveryRunState.COMPLETED, null);
    }

    private RecoveryRun enter(int next, AccountBatches accounts, Instant now) {
        RecoveryPhase entered = phases.get(next);
        return batch(next, entered.batch() > 0 ? accounts.lastOfNext(null, entered.batch()) : null, now);
    }

    private RecoveryRun batch(int next, @Nullable String last, Instant now) {
        return new RecoveryRun(id, stop, phases, next, RecoveryRunState.RUNNING, now, last, null, version, begunAt);
    }

    /**
     * The same in another state.
     *
     * @param why null when nothing is to be said
     */
    public RecoveryRun with(RecoveryRunState next, @Nullable String why) {
        return new RecoveryRun(id, stop, phases, phase, next, stepBegunAt, through, why, version, begunAt);
    }

    /** What of the stop is released. */
    public StopRelease release() {
        if (state == RecoveryRunState.ABORTED) {
            return StopRelease.NONE;
        }
        List<RecoveryPhase> begun = phases.subList(0, phase + 1);
        List<RecoveryPhase> mining =
                begun.stream().filter(one -> one.work() == RecoveryWork.MINING).toList();
        boolean batched = present().work() == RecoveryWork.CAPTURE && through != null;
        boolean capture = (batched ? phases.subList(0, phase) : begun)
                .stream().anyMatch(one -> one.work() == RecoveryWork.CAPTURE);
        return new StopRelease(
                true,
                mining.stream().anyMatch(one -> one.streams().isEmpty()),
                mining.stream()
                        .flatMap(one -> one.streams().stream())
                        .distinct()
                        .toList(),
                capture,
                batched ? through : null);
    }

    /** Share of the tasks that may be out at once. */
    double pace() {
        return phases.subList(0, phase + 1).reversed().stream()
                .filter(one -> one.work() == RecoveryWork.MINING)
                .findFirst()
                .map(RecoveryPhase::pace)
                .orElse(1.0);
    }

    /** How long it takes if all gates pass; batches that are to come count once. */
    Duration left(Instant now) {
        Duration left = phases.subList(phase + 1, phases.size()).stream()
                .map(RecoveryPhase::lasts)
                .reduce(Duration.ZERO, Duration::plus);
        Duration step = Duration.between(now, stepBegunAt.plus(present().lasts()));
        return state.isOver() ? Duration.ZERO : left.plus(step.isNegative() ? Duration.ZERO : step);
    }
}
