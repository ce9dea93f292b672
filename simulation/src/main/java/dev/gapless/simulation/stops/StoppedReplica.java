package dev.gapless.simulation.stops;

import dev.gapless.common.platform.ControlReading;
import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.common.platform.UpstreamGate.GuardedWork;
import dev.gapless.common.platform.UpstreamGate.UpstreamPermit;
import dev.gapless.common.position.StreamId;
import dev.gapless.simulation.time.SimulatedNode;
import java.util.List;

/** A process that obeys stops: it reads the control topic, and tells the schedulers what it obeys. */
public final class StoppedReplica {

    private static final long SECOND = 1_000_000;
    private static final long TELLS = SECOND;

    private final StopSimulation stops;
    private final SimulatedNode node;
    private final GuardedWork work;
    private UpstreamGate gate;
    private ControlReading reading;
    private int next;

    StoppedReplica(StopSimulation stops, SimulatedNode node, GuardedWork work) {
        this.stops = stops;
        this.node = node;
        this.work = work;
        this.gate = stops.gate(node, work);
        this.reading = new ControlReading(gate);
    }

    /** A new life of the process, which knows nothing. */
    public void start() {
        gate = stops.gate(node, work);
        reading = new ControlReading(gate);
        if (stops.areSimulated()) {
            gate.onChange(() -> node.after(0, this::tell));
            next = stops.topic().beginning();
            node.after(stops.chance().between(SECOND / 20, SECOND), this::read);
            node.after(0, this::tellRegularly);
        }
    }

    /** As it is in this life of the process. */
    public UpstreamGate gate() {
        return gate;
    }

    /** True when work that is about no stream may begin. */
    public boolean mayBegin() {
        try (UpstreamPermit permit = gate.enter(List.of())) {
            return permit != null;
        }
    }

    /** The upstream is called now, about these streams. */
    public void calls(List<StreamId> streams) {
        stops.watcher().called(node.name(), work, streams);
    }

    private void read() {
        if (stops.hears(node)) {
            long asked = node.loop().now() * 1_000;
            while (next < stops.topic().end()) {
                reading.read(stops.topic().record(next++));
            }
            reading.reachedEnd(asked);
        }
        node.after(stops.chance().between(SECOND / 50, SECOND / 2), this::read);
    }

    private void tellRegularly() {
        tell();
        node.after(TELLS, this::tellRegularly);
    }

    private void tell() {
        if (stops.hears(node)) {
            stops.tell(node.name(), node.incarnation(), gate.generation(), gate.inFlightOfStopped());
        }
    }
}
