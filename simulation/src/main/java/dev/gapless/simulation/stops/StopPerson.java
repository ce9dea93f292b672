package dev.gapless.simulation.stops;

import dev.gapless.common.message.StopLevel;
import dev.gapless.common.message.StopScope;
import dev.gapless.common.message.StopScope.ScopeKind;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.recovery.RecoveryPhase;
import dev.gapless.scheduler.recovery.RecoveryPhase.RecoveryWork;
import dev.gapless.scheduler.recovery.RecoveryRun;
import dev.gapless.scheduler.recovery.RecoveryRunState;
import dev.gapless.simulation.faults.SimulatedFault;
import dev.gapless.simulation.time.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** Who stops, recovers, stops again in the middle of a recovery, aborts, and ends. */
final class StopPerson {

    private static final long SECOND = 1_000_000;
    private static final Duration STEP = Duration.ofSeconds(2);

    private final VirtualScheduler loop;
    private final StopTables tables;
    private final List<StreamId> streams;
    private final Supplier<Instant> now;
    private int runs;

    StopPerson(VirtualScheduler loop, StopTables tables, List<StreamId> streams, Supplier<Instant> now) {
        this.loop = loop;
        this.tables = tables;
        this.streams = streams;
        this.now = now;
    }

    /** The fault's target says what is stopped, and what becomes of the stop when the fault's time is over. */
    void stop(SimulatedFault fault) {
        int target = fault.target();
        StopScope scope = scope(List.of(ScopeKind.values()).get(target % 6));
        StopLevel level = scope.kind() == ScopeKind.ALL && target / 6 % 2 == 0 ? StopLevel.ALL : StopLevel.INTAKE;
        String stop = tables.begin(scope, level);
        loop.after(fault.size(), () -> {
            switch (target / 12 % 4) {
                case 0 -> end(stop);
                case 1 -> recover(stop);
                case 2 -> {
                    recover(stop);
                    loop.after(STEP.toNanos() / 1_000 + SECOND, () -> again(stop, scope, level));
                }
                default -> {
                    recover(stop);
                    loop.after(STEP.toNanos() / 1_000 + SECOND, () -> abort(stop));
                }
            }
        });
    }

    private StopScope scope(ScopeKind kind) {
        StreamId stream = streams.getLast();
        return switch (kind) {
            case SOURCE -> new StopScope(ScopeKind.SOURCE, stream.source(), null, null);
            case ACCOUNT -> new StopScope(ScopeKind.ACCOUNT, stream.source(), stream.account(), null);
            case STREAM -> new StopScope(ScopeKind.STREAM, stream.source(), stream.account(), stream.stream());
            case ALL, MINING, CAPTURE -> new StopScope(kind, null, null, null);
        };
    }

    private void recover(String stop) {
        List<RecoveryPhase> phases = List.of(
                new RecoveryPhase("one", RecoveryWork.MINING, List.of(streams.getFirst().stream()), 0.5, 0, STEP),
                new RecoveryPhase("mining", RecoveryWork.MINING, List.of(), 1, 0, STEP),
                new RecoveryPhase("connections", RecoveryWork.CAPTURE, List.of(), 1, 0, STEP));
        if (!tables.begin(RecoveryRun.begin("run-" + ++runs, stop, phases, (_, _) -> null, now.get()))) {
            end(stop);
        }
    }

    private void end(String stop) {
        if (tables.holds(stop)) {
            tables.end(stop);
        }
    }

    private void again(String stop, StopScope scope, StopLevel level) {
        if (tables.holds(stop)) {
            tables.begin(scope, level);
            loop.after(3 * SECOND, () -> end(stop));
        }
    }

    private void abort(String stop) {
        tables.run()
                .filter(run -> run.stop().equals(stop))
                .ifPresent(run -> tables.write(run, run.with(RecoveryRunState.ABORTED, "a test")));
        loop.after(3 * SECOND, () -> end(stop));
    }

    /** Nothing is stopped any more, whatever was to come. */
    void endAll() {
        tables.active().forEach(stop -> tables.end(stop.id()));
    }
}
