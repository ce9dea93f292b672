package dev.gapless.simulation;

import dev.gapless.simulation.actors.SimulationContext;
import dev.gapless.simulation.time.SimulatedNode;
import java.util.ArrayList;
import java.util.List;

/** The processes of a simulated cluster, in the order in which faults count them. */
final class ClusterProcesses {

    /** How wrong a clock is at most, in microseconds. */
    static final long SMALL_SKEW = 300_000;

    private final SimulationContext context;
    private final List<SimulatedNode> all = new ArrayList<>();
    private final List<SimulatedNode> schedulers = new ArrayList<>();
    private final List<SimulatedNode> miners = new ArrayList<>();
    private final List<SimulatedNode> processors = new ArrayList<>();

    ClusterProcesses(SimulationContext context) {
        this.context = context;
    }

    /** Adds a process whose clock is up to 0.3 s wrong. */
    SimulatedNode add(String name) {
        SimulatedNode node = new SimulatedNode(name, context.loop(), context.chaos()::crashed);
        node.setClock(context.chance().between(-SMALL_SKEW, SMALL_SKEW));
        all.add(node);
        return node;
    }

    SimulatedNode addScheduler(String name) {
        SimulatedNode node = add(name);
        schedulers.add(node);
        return node;
    }

    SimulatedNode addMiner(String name) {
        SimulatedNode node = add(name);
        miners.add(node);
        return node;
    }

    SimulatedNode addProcessor(String name) {
        SimulatedNode node = add(name);
        processors.add(node);
        return node;
    }

    List<SimulatedNode> all() {
        return all;
    }

    List<SimulatedNode> schedulers() {
        return schedulers;
    }

    List<SimulatedNode> miners() {
        return miners;
    }

    List<SimulatedNode> processors() {
        return processors;
    }
}
