package dev.gapless.simulation.stops;

import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.common.platform.UpstreamGate.GuardedWork;
import dev.gapless.common.position.StreamId;
import dev.gapless.simulation.core.ComponentFactory;
import dev.gapless.simulation.faults.FaultInjector;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.faults.SimulatedFault;
import dev.gapless.simulation.oracle.InvariantOracle;
import dev.gapless.simulation.time.SeededRandom;
import dev.gapless.simulation.time.SimulatedNode;
import dev.gapless.simulation.time.VirtualScheduler;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All that stops need. Where they are not simulated, gates are always open and nothing is drawn. */
public final class StopSimulation {

    private static final long MILLI = 1_000;

    private final boolean simulated;
    private final VirtualScheduler loop;
    private final SeededRandom chance;
    private final FaultInjector chaos;
    private final ComponentFactory core;
    private final StopWatcher watcher;
    private final StopTables tables;
    private final ControlTopic topic;
    private final StopPerson person;
    private final List<SimulatedNode> replicas = new ArrayList<>();
    private final List<SimulatedNode> schedulers = new ArrayList<>();
    private final Map<SimulatedNode, Long> deafUntil = new HashMap<>();
    private long lockedBy = -1;
    private boolean over;

    /**
     * @param simulated false where no stop may be planned
     * @param chance its own, so that other parts draw what they would without stops
     * @param streams that are followed
     */
    public StopSimulation(
            boolean simulated,
            VirtualScheduler loop,
            SeededRandom chance,
            FaultInjector chaos,
            ComponentFactory core,
            InvariantOracle oracle,
            List<StreamId> streams) {
        this.simulated = simulated;
        this.loop = loop;
        this.chance = chance;
        this.chaos = chaos;
        this.core = core;
        this.watcher = new StopWatcher(oracle);
        this.tables = new StopTables(core, this::now, watcher::changed);
        this.topic = new ControlTopic(chance);
        this.person = new StopPerson(loop, tables, streams, this::now);
    }

    private Instant now() {
        return SimulatedNode.EPOCH.plus(loop.now(), ChronoUnit.MICROS);
    }

    /** False where gates are always open. */
    public boolean areSimulated() {
        return simulated;
    }

    SeededRandom chance() {
        return chance;
    }

    StopWatcher watcher() {
        return watcher;
    }

    StopTables tables() {
        return tables;
    }

    ControlTopic topic() {
        return topic;
    }

    UpstreamGate gate(SimulatedNode node, GuardedWork work) {
        return simulated
                ? core.gate(work, () -> node.loop().now() * 1_000)
                : UpstreamGate.alwaysOpen(work);
    }

    /** A process that obeys stops. */
    public StoppedReplica replica(SimulatedNode node, GuardedWork work) {
        replicas.add(node);
        return new StoppedReplica(this, node, work);
    }

    /** A scheduler's part. */
    public StopKeeper keeper(SimulatedNode node) {
        schedulers.add(node);
        return new StopKeeper(this, node);
    }

    /** True where dispatch leaves the stream out. */
    public boolean holdsMining(StreamId stream) {
        return tables.holdsMining(stream);
    }

    /** A person stops something. It counts when all have acknowledged it. */
    public void stop(SimulatedFault fault) {
        person.stop(fault);
    }

    /** One replica hears nothing of the control topic, and the schedulers hear nothing of it. */
    public void deafen(SimulatedFault fault) {
        SimulatedNode node = replicas.get(fault.target() % replicas.size());
        deafUntil.merge(node, loop.now() + fault.size(), Math::max);
        chaos.struck(FaultKind.CONTROL_AWAY);
    }

    boolean hears(SimulatedNode node) {
        return over || loop.now() >= deafUntil.getOrDefault(node, 0L);
    }

    /** A receipt on its way; it is lost when no scheduler is there. */
    void tell(String replica, int process, long generation, int inFlight) {
        loop.after(chance.between(MILLI, 15 * MILLI), () -> {
            if (schedulers.stream().anyMatch(node -> node.isUp() && !node.standsStill())) {
                tables.note(replica, process, generation, inFlight);
                for (int stop = watcher.look(tables, now()); stop > 0; stop--) {
                    chaos.struck(FaultKind.STOP);
                }
            }
        });
    }

    /** False while another scheduler has it, dead ones not counted. */
    boolean lock(SimulatedNode node) {
        long mine = life(node);
        boolean free = schedulers.stream().noneMatch(other -> other != node && life(other) == lockedBy);
        if (free && lockedBy != mine) {
            lockedBy = mine;
            return true;
        }
        return false;
    }

    void unlock(SimulatedNode node) {
        if (lockedBy == life(node)) {
            lockedBy = -1;
        }
    }

    private long life(SimulatedNode node) {
        return node.isUp() ? (long) node.incarnation() * schedulers.size() + schedulers.indexOf(node) : -2;
    }

    /** The tables as they are now, to be put back. */
    public Runnable remember() {
        Runnable then = tables.remember();
        return () -> {
            long last = tables.generation();
            then.run();
            watcher.wentBack(last);
        };
    }

    /** Nothing is stopped or deaf any more. */
    public void end() {
        over = true;
        person.endAll();
    }
}
