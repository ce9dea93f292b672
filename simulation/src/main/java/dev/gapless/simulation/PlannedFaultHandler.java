package dev.gapless.simulation;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.simulation.actors.CoverageActor;
import dev.gapless.simulation.actors.GroupOffsets;
import dev.gapless.simulation.actors.ProcessorActor;
import dev.gapless.simulation.actors.SimulationContext;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.faults.SimulatedFault;
import dev.gapless.simulation.kafka.LogEntry;
import dev.gapless.simulation.kafka.SimulatedTopic;
import dev.gapless.simulation.oracle.FinalItemRow;
import dev.gapless.simulation.time.SimulatedNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the planned faults of a seed happen to processes, topics and databases. */
final class PlannedFaultHandler {

    private static final long SECOND = 1_000_000;

    private final SimulationContext context;
    private final ClusterProcesses processes;
    private final ClusterDatabases databases;
    private final ClusterState state;
    private final CoverageActor checkpoint;
    private final GroupOffsets offsets;
    private final Map<SimulatedFault, Runnable> copies = new HashMap<>();

    PlannedFaultHandler(
            SimulationContext context,
            ClusterProcesses processes,
            ClusterDatabases databases,
            ClusterState state,
            CoverageActor checkpoint,
            GroupOffsets offsets) {
        this.context = context;
        this.processes = processes;
        this.databases = databases;
        this.state = state;
        this.checkpoint = checkpoint;
        this.offsets = offsets;
    }

    /** Makes a planned fault happen now. */
    void inject(SimulatedFault fault) {
        SimulatedNode node =
                processes.all().get(fault.target() % processes.all().size());
        switch (fault.kind()) {
            case DROP -> struckIf(FaultKind.DROP, context.live().drop());
            case UNANSWERED -> struckIf(FaultKind.UNANSWERED, context.live().mute());
            case HALF_OPEN -> struckIf(FaultKind.HALF_OPEN, context.live().halfOpen());
            case CRASH -> node.dieAtPoint((int) fault.size(), context.chance().between(SECOND / 5, 10 * SECOND));
            case KILL -> node.kill(context.chance().between(SECOND / 5, 10 * SECOND));
            case PAUSE -> {
                node.standStill(fault.size());
                context.chaos().struck(FaultKind.PAUSE);
            }
            case CLOCK_JUMP -> {
                node.shiftClock(
                        processes.schedulers().contains(node)
                                        || processes.miners().contains(node)
                                ? -Math.abs(fault.size())
                                : fault.size());
                context.chaos().struck(FaultKind.CLOCK_JUMP);
            }
            case FORGOTTEN_OFFSETS -> leave(this::forget);
            case EXPIRED -> leave(() -> expire(fault.target()));
            case MORE_PARTITIONS -> {
                context.log().addPartition(fault.target() % 2 == 0 ? SimulatedTopic.LIVE : SimulatedTopic.BACKFILL);
                context.chaos().struck(FaultKind.MORE_PARTITIONS);
            }
            case OLDER_DATABASE -> goBack(fault);
            case STOP -> context.stops().stop(fault);
            case CONTROL_AWAY -> context.stops().deafen(fault);
            case SCHEDULER_AHEAD -> {
                processes
                        .schedulers()
                        .get(fault.target() % processes.schedulers().size())
                        .shiftClock(fault.size());
                context.chaos().struck(FaultKind.SCHEDULER_AHEAD);
            }
            case MINER_AHEAD -> {
                processes
                        .miners()
                        .get(fault.target() % processes.miners().size())
                        .shiftClock(fault.size());
                context.chaos().struck(FaultKind.MINER_AHEAD);
            }
            case BLIND -> {
                context.live().blind(fault.target());
                context.chaos().begin(fault);
            }
            default -> context.chaos().begin(fault);
        }
    }

    /**
     * Kills all processes.processors() for some seconds, and does this before one comes back. A processor that is back
     * earlier prevents it.
     */
    private void leave(Runnable meanwhile) {
        long away = context.chance().between(3 * SECOND, 8 * SECOND);
        processes.processors().forEach(node -> node.kill(away));
        List<Integer> lives =
                processes.processors().stream().map(SimulatedNode::incarnation).toList();
        context.loop().after(away - SECOND / 10, () -> {
            boolean stillAway = processes.processors().stream().noneMatch(SimulatedNode::isUp)
                    && lives.equals(processes.processors().stream()
                            .map(SimulatedNode::incarnation)
                            .toList());
            if (stillAway) {
                meanwhile.run();
            }
        });
    }

    /** The broker forgets the group's offsets, which it never does before the ledger knows what was published. */
    private void forget() {
        if (checkpoint.knowsWhatIsPublished()) {
            offsets.forget();
            context.chaos().struck(FaultKind.FORGOTTEN_OFFSETS);
        }
    }

    /** Deletes the oldest records of a captured partition, whether or not they were read. */
    private void expire(int target) {
        SimulatedTopic topic = target % 2 == 0 ? SimulatedTopic.LIVE : SimulatedTopic.BACKFILL;
        int partition = target / 2 % context.log().partitions(topic);
        long end = context.log().end(topic, partition);
        long next = ProcessorActor.next(context, offsets, topic, partition);
        List<LogEntry> gone = context.log()
                .expire(topic, partition, Math.max(0, end - context.chance().below(3)));
        Set<String> held = state.rows().stream().map(FinalItemRow::item).collect(Collectors.toSet());
        gone.forEach(entry -> {
            String item = ((CapturedRecord) entry.value()).itemId();
            context.oracle().expired(ProcessorActor.position(entry), item, held.contains(item));
        });
        struckIf(FaultKind.EXPIRED, gone.stream().anyMatch(entry -> entry.offset() >= next));
    }

    /** Keeps a copy of the databases, to which the fault goes back. */
    void remember(SimulatedFault fault) {
        Runnable databasesThen = databases.copy();
        Runnable stopsThen = context.stops().remember();
        copies.put(fault, () -> {
            databasesThen.run();
            stopsThen.run();
        });
    }

    private void goBack(SimulatedFault fault) {
        Objects.requireNonNull(copies.get(fault)).run();
        databases.hints().clear();
        context.oracle().wentBack(state.rows());
        context.chaos().struck(FaultKind.OLDER_DATABASE);
    }

    private void struckIf(FaultKind kind, boolean struck) {
        if (struck) {
            context.chaos().struck(kind);
        }
    }
}
