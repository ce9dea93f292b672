package dev.gapless.simulation.actors;

import dev.gapless.capture.account.HaltWatch;
import dev.gapless.capture.delivery.InFlightLimiter;
import dev.gapless.capture.liveness.MonotonicClock;
import dev.gapless.capture.session.CaptureSession;
import dev.gapless.capture.session.CaptureSessionFactory;
import dev.gapless.capture.session.CaptureSessionLoop;
import dev.gapless.capture.session.CaptureTarget;
import dev.gapless.capture.session.OversizedItems;
import dev.gapless.capture.session.SessionEnd;
import dev.gapless.capture.session.SourceSession;
import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.platform.UpstreamGate.GuardedWork;
import dev.gapless.common.platform.UpstreamGate.UpstreamPermit;
import dev.gapless.common.position.StreamId;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.stops.StoppedReplica;
import dev.gapless.simulation.time.SimulatedNode;
import dev.gapless.simulation.upstream.SimulatedStreamKind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A capture: one connection after the other for as long as the account is its own. */
public final class CaptureActor {

    private static final Duration REPORTS = Duration.ofSeconds(2);
    private static final int MAX_BYTES = 2_500;

    private final SimulatedNode node;
    private final SimulationContext stage;
    private final ProcessOwnership account;
    private final StoppedReplica stops;

    private int connections;
    private boolean trying;
    private HaltWatch halts;
    private @Nullable CaptureSession captureSession;
    private @Nullable CaptureSessionLoop exchange;
    private @Nullable UpstreamPermit held;

    public CaptureActor(SimulatedNode node, SimulationContext stage, ProcessOwnership account) {
        this.node = node;
        this.stage = stage;
        this.account = account;
        this.stops = stage.stops().replica(node, GuardedWork.CAPTURE);
        this.halts = new HaltWatch(stops.gate());
    }

    public void start() {
        trying = false;
        captureSession = null;
        exchange = null;
        held = null;
        stops.start();
        halts = new HaltWatch(stops.gate());
        stops.gate().onChange(() -> node.after(0, this::lookForStops));
        watch();
    }

    private void lookForStops() {
        if (stage.stops().areSimulated()) {
            halts.look();
            poke();
        }
    }

    /** It learns within a second whether the account is still its own. */
    private void watch() {
        boolean mine = account.isOwner(node);
        if (mine && !trying) {
            trying = true;
            attempt();
        } else if (!mine && captureSession != null) {
            captureSession.stop();
            poke();
        } else {
            lookForStops();
        }
        node.after(stage.chance().between(SimulationContext.SECOND / 2, SimulationContext.SECOND), this::watch);
    }

    private void attempt() {
        if (!account.isOwner(node)) {
            trying = false;
            return;
        }
        CaptureAssignment permitted = halts.permitted(assignment());
        UpstreamPermit permit = halts.enter(permitted);
        if (permit == null) {
            node.after(SimulationContext.SECOND / 5, this::attempt);
            return;
        }
        node.reached("dial");
        stops.calls(permitted.streams().stream()
                .map(stream -> new StreamId(permitted.source(), permitted.account(), stream))
                .toList());
        if (stage.chaos().strikes(FaultKind.REFUSED)) {
            permit.close();
            node.after(
                    stage.chance().between(SimulationContext.SECOND / 10, 3 * SimulationContext.SECOND), this::attempt);
        } else {
            node.after(
                    stage.chance().between(5 * SimulationContext.MILLI, 80 * SimulationContext.MILLI),
                    () -> connect(permitted, permit));
        }
    }

    private void connect(CaptureAssignment permitted, UpstreamPermit permit) {
        String name = node.name() + "." + node.incarnation() + "." + ++connections;
        CaptureSession begun = new CaptureSessionFactory(
                        stage.core().captured(new SimulatedCapturePublisher(node, stage.log())),
                        new InFlightLimiter(MAX_BYTES, MAX_BYTES),
                        new NoStates(),
                        REPORTS,
                        () -> name,
                        () -> new MonotonicClock(node.clock(), () -> node.loop().now() * 1_000))
                .about(new CaptureTarget(stage.source().spec(), permitted, account.generation()));
        captureSession = begun;
        exchange = begun.begin(
                stage.live().connect(node, begun.listener(), this::poke),
                new SourceSession(
                        stage.core().session(stage.source(), SimulationContext.ACCOUNT),
                        new OversizedItems(
                                stage.source(),
                                SimulationContext.ACCOUNT,
                                stage.core().limit()),
                        stream -> {}));
        halts.began(begun, permitted, assignment());
        held = permit;
        turns(exchange);
    }

    private CaptureAssignment assignment() {
        List<String> streams =
                stage.streams().stream().map(SimulatedStreamKind::word).toList();
        return new CaptureAssignment(SimulationContext.SOURCE, SimulationContext.ACCOUNT, streams, 1);
    }

    /** Something waits in the inbox. */
    private void poke() {
        CaptureSessionLoop present = exchange;
        if (present != null) {
            node.after(stage.chance().between(0, 2 * SimulationContext.MILLI), () -> turn(present));
        }
    }

    private void turns(CaptureSessionLoop present) {
        turn(present);
        if (exchange == present) {
            node.after(present.idle().toNanos() / 1_000 + 1, () -> turns(present));
        }
    }

    private void turn(CaptureSessionLoop present) {
        if (exchange != present) {
            return;
        }
        SessionEnd ending = UninterruptedCalls.get(() -> present.turn(Duration.ZERO));
        if (ending != null) {
            exchange = null;
            leave();
            present.hangUp();
            node.after(stage.chance().between(0, 1_900 * SimulationContext.MILLI), () -> close(present, ending));
        }
    }

    /** The connection holds nothing open any more. */
    private void leave() {
        if (captureSession != null) {
            halts.ended(captureSession);
            captureSession = null;
        }
        if (held != null) {
            held.close();
            held = null;
        }
    }

    /** What was sent had some time to be acknowledged. */
    private void close(CaptureSessionLoop ended, SessionEnd ending) {
        node.reached("close");
        UninterruptedCalls.run(() -> ended.close(Duration.ZERO, Duration.ZERO));
        node.reached("closed");
        node.after(ending.atOnce() ? 0 : stage.chance().between(0, 2 * SimulationContext.SECOND), this::attempt);
    }
}
