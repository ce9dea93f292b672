package dev.gapless.simulation.actors;

import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.simulation.core.ComponentFactory;
import dev.gapless.simulation.faults.FaultInjector;
import dev.gapless.simulation.kafka.SimulatedLog;
import dev.gapless.simulation.oracle.InvariantOracle;
import dev.gapless.simulation.stops.StopSimulation;
import dev.gapless.simulation.time.SeededRandom;
import dev.gapless.simulation.time.VirtualScheduler;
import dev.gapless.simulation.upstream.LiveServer;
import dev.gapless.simulation.upstream.PageServer;
import dev.gapless.simulation.upstream.SimulatedStreamKind;
import dev.gapless.simulation.upstream.UpstreamTruth;
import java.util.Locale;
import java.util.Set;

/**
 * What all actors share.
 *
 * @param streams which of the source's are followed
 */
public record SimulationContext(
        VirtualScheduler loop,
        SeededRandom chance,
        FaultInjector chaos,
        SimulatedLog log,
        Upstream upstream,
        ComponentFactory core,
        Connector source,
        Set<SimulatedStreamKind> streams,
        InvariantOracle oracle,
        StopSimulation stops) {
    /** The source that is simulated. */
    public record Upstream(UpstreamTruth world, LiveServer live, PageServer pages) {}

    public UpstreamTruth world() {
        return upstream.world();
    }

    public LiveServer live() {
        return upstream.live();
    }

    public PageServer pages() {
        return upstream.pages();
    }

    public static final String SOURCE = "simulated";
    public static final String ACCOUNT = "ann";

    static final long MILLI = 1_000;
    static final long SECOND = 1_000_000;

    public static StreamId id(SimulatedStreamKind kind) {
        return new StreamId(SOURCE, ACCOUNT, kind.word());
    }

    static SimulatedStreamKind kind(StreamId stream) {
        return SimulatedStreamKind.valueOf(stream.stream().toUpperCase(Locale.ROOT));
    }

    /** A call from one process to another, one way. */
    long travel() {
        return chance.between(MILLI, 15 * MILLI);
    }
}
