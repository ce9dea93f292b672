package dev.gapless.simulation.upstream;

import dev.gapless.capture.connection.CloseReason;
import dev.gapless.capture.connection.WebSocketConnection;
import dev.gapless.simulation.faults.FaultInjector;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.time.SeededRandom;
import dev.gapless.simulation.time.SimulatedNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The live path. What has a position is sent within the promised lateness of it, on every connection that subscribed
 * before, in no promised order.
 */
public final class LiveServer {

    private static final long MILLI = 1_000;
    private static final long SECOND = 1_000_000;
    private static final int SELDOM = 3;

    /** As the manifest says. */
    private static final long LATENESS = 250 * MILLI;

    private final UpstreamTruth world;
    private final SeededRandom chance;
    private final FaultInjector chaos;
    private final Set<SimulatedStreamKind> streams;
    private final Consumer<UpstreamVersion> hidden;
    private final List<SimulatedConnection> lines = new ArrayList<>();
    private long toldBy;

    /** @param hidden is told what the live path shows late, or never, against its promise */
    public LiveServer(
            UpstreamTruth world,
            SeededRandom chance,
            FaultInjector chaos,
            Set<SimulatedStreamKind> streams,
            Consumer<UpstreamVersion> hidden) {
        this.world = world;
        this.chance = chance;
        this.chaos = chaos;
        this.streams = streams;
        this.hidden = hidden;
    }

    /** @param arrived called after each thing that the listener was told */
    public SimulatedConnection connect(SimulatedNode client, WebSocketConnection.Listener listener, Runnable arrived) {
        SimulatedConnection line = new SimulatedConnection(this, client, listener, arrived, chance);
        lines.removeIf(SimulatedConnection::isOver);
        lines.add(line);
        return line;
    }

    /** It happened: all subscribers are told. */
    public void tell(UpstreamVersion version) {
        for (SimulatedConnection line : List.copyOf(lines)) {
            if (line.isSubscribed()) {
                tell(line, version);
            }
        }
    }

    private void tell(SimulatedConnection line, UpstreamVersion version) {
        if (line.isBlindFor(version.stream()) && chaos.strikes(FaultKind.BLIND)) {
            hidden.accept(version);
            return;
        }
        long delay = chance.between(0, promised(version) - world.now());
        if (chaos.strikes(FaultKind.LATE_FRAME)) {
            hidden.accept(version);
            delay = chance.between(SECOND / 2, 20 * SECOND);
        }
        later(line, delay, () -> line.event(version));
        if (chaos.strikes(FaultKind.DUPLICATE)) {
            later(line, delay + chance.between(0, 15 * SECOND), () -> line.push(version.frame()));
        }
        if (chaos.strikes(FaultKind.GARBAGE)) {
            line.later(delay, () -> line.push("{\"event_type\":".getBytes(StandardCharsets.UTF_8)));
        }
    }

    private void later(SimulatedConnection line, long delay, Runnable push) {
        toldBy = Math.max(toldBy, world.now() + delay);
        line.later(delay, push);
    }

    /** True when nothing that was ever to be told is still to be told. */
    public boolean hasToldAll() {
        return world.now() > toldBy;
    }

    /** All the time the source has, and hardly ever takes, except while it is slow. */
    private long promised(UpstreamVersion version) {
        long last = version.moved() + LATENESS + UpstreamTruth.GRAIN;
        return chaos.strikes(FaultKind.REORDER) || chance.oneIn(SELDOM) ? last : last - LATENESS / 2;
    }

    /** The source tells its time in the same steps as positions. */
    long coarseNow() {
        return Math.floorDiv(world.now(), UpstreamTruth.GRAIN) * UpstreamTruth.GRAIN;
    }

    Set<SimulatedStreamKind> streams() {
        return streams;
    }

    /** A connection that is there and told everything falls silent about one of its streams. */
    public void blind(int target) {
        lines.stream().filter(SimulatedConnection::isSubscribed).forEach(line -> line.blindFor(kind(target)));
    }

    public void seeing() {
        lines.forEach(SimulatedConnection::seeing);
    }

    private SimulatedStreamKind kind(int target) {
        return List.copyOf(streams).get(target % streams.size());
    }

    /** @return false when there is no connection to end */
    public boolean drop() {
        return end(line -> line.end(
                new CloseReason(chance.oneIn(2) ? CloseReason.Cause.DROPPED : CloseReason.Cause.CLOSED, "simulated")));
    }

    public boolean halfOpen() {
        return end(SimulatedConnection::deaf);
    }

    /** @return false when there is no connection to fall silent */
    public boolean mute() {
        return end(SimulatedConnection::mute);
    }

    private boolean end(Consumer<SimulatedConnection> how) {
        List<SimulatedConnection> open =
                lines.stream().filter(SimulatedConnection::isSubscribed).toList();
        open.forEach(how);
        return !open.isEmpty();
    }

    void order(boolean inOrder) {
        if (!inOrder) {
            chaos.struck(FaultKind.REORDER);
        }
    }

    long travel() {
        return chance.oneIn(SELDOM) ? chance.between(MILLI, 60 * MILLI) : chance.between(MILLI, 5 * MILLI);
    }
}
