package dev.gapless.scheduler.recovery;

import dev.gapless.scheduler.scheduling.ClusterLock;
import dev.gapless.scheduler.scheduling.ClusterLock.LockName;
import dev.gapless.scheduler.stops.StopService;
import dev.gapless.scheduler.time.DatabaseClock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes runs on, one scheduler at a time. The gates are read outside of any transaction; what follows is written only
 * if the run was not changed meanwhile. Everything is in the database, so another scheduler goes on where one died.
 */
final class RecoveryRunner {

    private static final Logger LOG = LoggerFactory.getLogger(RecoveryRunner.class);
    private static final String SCHEDULER = "scheduler";
    private static final String STOPPED_AGAIN = "the same stop was requested again";

    private final RecoveryRunLedger runs;
    private final StopService stops;
    private final RecoveryGates gates;
    private final SliceOutcomeCounter outcomes;
    private final ClusterLock turns;
    private final DatabaseClock clock;
    private final GradualRecoveryProperties properties;

    /** Since when this scheduler lacks a figure, by the runs' ids. */
    private final Map<String, Instant> missingSince = new HashMap<>();

    RecoveryRunner(
            RecoveryRunLedger runs,
            StopService stops,
            RecoveryGates gates,
            SliceOutcomeCounter outcomes,
            ClusterLock turns,
            DatabaseClock clock,
            GradualRecoveryProperties properties) {
        this.runs = runs;
        this.stops = stops;
        this.gates = gates;
        this.outcomes = outcomes;
        this.turns = turns;
        this.clock = clock;
        this.properties = properties;
    }

    void round() {
        List<RecoveryRun> active = runs.active();
        outcomes.count(!active.isEmpty());
        missingSince
                .keySet()
                .retainAll(active.stream()
                        .filter(run -> run.state() != RecoveryRunState.PAUSED)
                        .map(RecoveryRun::id)
                        .toList());
        if (active.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        runs.forgetOutcomes(now.minus(properties.window().multipliedBy(2)));
        active.forEach(run -> look(run, now));
    }

    private void look(RecoveryRun run, Instant now) {
        if (!stops.holds(run.stop())) {
            change(run, run.with(RecoveryRunState.COMPLETED, "the stop was ended"), now);
        } else if (!stops.isReleased(run.stop(), run.release())) {
            change(run, run.with(RecoveryRunState.ABORTED, STOPPED_AGAIN), now);
        } else if (run.isDue(now)) {
            change(run, judged(run, now), now);
        }
    }

    /**
     * A scheduler that has just started has seen no slice end. So a missing figure holds the run before it pauses it.
     */
    private RecoveryRun judged(RecoveryRun run, Instant now) {
        RecoveryRun judged = run.judged(gates.read(run, now), runs.batches(run.stop()), now);
        if (judged.state() != RecoveryRunState.PAUSED) {
            missingSince.remove(run.id());
            return judged;
        }
        Instant since = missingSince.computeIfAbsent(run.id(), id -> now);
        return now.isBefore(since.plus(properties.patience()))
                ? run.with(RecoveryRunState.HELD, judged.detail())
                : judged;
    }

    private void change(RecoveryRun before, RecoveryRun after, Instant now) {
        if (!after.equals(before)) {
            turns.runExclusively(LockName.RECOVERY, () -> write(before, after, now));
        }
    }

    private boolean write(RecoveryRun before, RecoveryRun after, Instant now) {
        boolean written = isAllowed(before, after) && runs.update(after);
        if (written) {
            carryOut(after);
            if (before.state() != after.state() || before.phase() != after.phase()) {
                runs.note(
                        after,
                        new RecoveryEvent(
                                now,
                                SCHEDULER,
                                after.state().name(),
                                after.present().name(),
                                after.detail()));
                LOG.warn(
                        "recovery-step run={} state={} phase={} detail=\"{}\"",
                        after.id(),
                        after.state(),
                        after.present().name(),
                        after.detail());
            }
        }
        return written;
    }

    /** A person may have stopped everything again, or ended the stop, since the run was read. */
    private boolean isAllowed(RecoveryRun before, RecoveryRun after) {
        return after.state() == RecoveryRunState.ABORTED
                || stops.lockReleased(before.stop(), before.release())
                || !stops.holds(before.stop());
    }

    private void carryOut(RecoveryRun run) {
        if (run.state() == RecoveryRunState.COMPLETED) {
            stops.endRecovered(run.stop(), "recovery " + run.id(), SCHEDULER);
        } else {
            stops.release(run.stop(), run.release());
        }
    }
}
