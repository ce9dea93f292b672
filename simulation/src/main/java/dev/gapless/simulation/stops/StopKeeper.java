package dev.gapless.simulation.stops;

import dev.gapless.common.message.ControlSnapshot;
import dev.gapless.scheduler.recovery.GateReading;
import dev.gapless.scheduler.recovery.GateResult;
import dev.gapless.scheduler.recovery.RecoveryRun;
import dev.gapless.scheduler.recovery.RecoveryRunState;
import dev.gapless.simulation.time.SimulatedNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The part of a scheduler that publishes stops, and takes recoveries on. */
public final class StopKeeper {

    private static final long MILLI = 1_000;
    private static final Duration REPUBLISH = Duration.ofSeconds(5);

    private final StopSimulation stops;
    private final SimulatedNode node;

    StopKeeper(StopSimulation stops, SimulatedNode node) {
        this.stops = stops;
        this.node = node;
    }

    /** A new life of the process. */
    public void start() {
        if (stops.areSimulated()) {
            node.after(stops.chance().between(0, 500 * MILLI), this::publish);
            node.after(stops.chance().between(0, 500 * MILLI), this::recover);
        }
    }

    /** One scheduler at a time, and a record after the one before. */
    private void publish() {
        if (stops.tables().isToPublish(REPUBLISH) && stops.lock(node)) {
            ControlSnapshot snapshot = stops.tables().snapshot();
            node.reached("stops read");
            node.after(stops.chance().between(MILLI, 15 * MILLI), () -> {
                stops.topic().append(snapshot);
                node.reached("stops published");
                node.after(stops.chance().between(MILLI, 15 * MILLI), () -> {
                    stops.tables().published(snapshot.generation());
                    stops.unlock(node);
                });
            });
        }
        node.after(stops.chance().between(50 * MILLI, 500 * MILLI), this::publish);
    }

    private void recover() {
        stops.tables().run().ifPresent(this::look);
        node.after(stops.chance().between(100 * MILLI, 500 * MILLI), this::recover);
    }

    private void look(RecoveryRun run) {
        Instant now = node.clock().instant();
        node.reached("recovery read");
        if (!stops.tables().holds(run.stop())) {
            write(run, run.with(RecoveryRunState.COMPLETED, "the stop was ended"));
        } else if (!stops.tables().agrees(run)) {
            write(run, run.with(RecoveryRunState.ABORTED, "the same stop was requested again"));
        } else if (run.state() == RecoveryRunState.PAUSED) {
            write(run, run.with(RecoveryRunState.RUNNING, null));
        } else if (run.isDue(now)) {
            write(run, run.judged(List.of(gate()), (_, _) -> null, now));
        }
    }

    private GateReading gate() {
        GateResult result = switch (stops.chance().below(8)) {
            case 0 -> GateResult.FAIL;
            case 1 -> GateResult.CANNOT_TELL;
            default -> GateResult.PASS;
        };
        return new GateReading("simulated", result, "drawn");
    }

    /** The gates took a while, in which a person may have called. */
    private void write(RecoveryRun before, RecoveryRun after) {
        node.after(stops.chance().between(MILLI, 200 * MILLI), () -> {
            stops.tables().write(before, after);
            node.reached("recovery written");
        });
    }
}
