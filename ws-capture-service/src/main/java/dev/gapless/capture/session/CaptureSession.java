package dev.gapless.capture.session;

import dev.gapless.capture.connection.WebSocketConnection;
import dev.gapless.capture.delivery.CapturePublisher;
import dev.gapless.capture.delivery.InFlightPermits;
import dev.gapless.capture.liveness.IdleDetector;
import dev.gapless.connector.SocketSpec;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection of one account, from its handshake to its end, led turn by turn on the account's thread. Holds one
 * connection only.
 */
public final class CaptureSession {

    /** Together less than the three seconds that a revoked account has. */
    private static final Duration SETTLE = Duration.ofMillis(1_900);

    private static final Duration LAST_REPORTS = Duration.ofMillis(900);

    private final CaptureTarget target;
    private final CapturePublisher outbox;
    private final StreamStateClient states;
    private final String name;
    private final Duration reportEvery;
    private final Clock clock;
    private final InFlightPermits load;
    private final IdleDetector silence;
    private final SessionEventQueue inbox;

    /** @param name of the connection among all that ever were */
    CaptureSession(
            CaptureTarget target,
            CapturePublisher outbox,
            InFlightPermits load,
            StreamStateClient states,
            String name,
            Duration reportEvery,
            Clock steadyClock) {
        SocketSpec socket = target.spec().socket();
        this.target = target;
        this.outbox = outbox;
        this.states = states;
        this.name = name;
        this.reportEvery = reportEvery;
        this.clock = steadyClock;
        this.load = load;
        this.silence = new IdleDetector(socket.silenceLimit(), socket.heartbeat(), clock.instant());
        this.inbox = new SessionEventQueue(clock, silence, load);
    }

    /** Hears the connection, from before it is there. */
    public WebSocketConnection.Listener listener() {
        return inbox;
    }

    /** Ends it soon; does not wait. */
    public void stop() {
        inbox.stop();
    }

    /** An operator has stopped what is captured here: ends it soon. */
    public void halted() {
        inbox.halted();
    }

    /** The manifest has changed: ends it soon, for another. */
    public void outdated() {
        inbox.outdated();
    }

    /** The connection is there. To be led by the caller, to the end of it. */
    public CaptureSessionLoop begin(WebSocketConnection connection, SourceSession session) {
        CaptureSessionLoop loop = over(connection, session);
        loop.begin();
        return loop;
    }

    private CaptureSessionLoop over(WebSocketConnection connection, SourceSession session) {
        return new CaptureSessionLoop(
                target,
                connection,
                session,
                inbox,
                load,
                silence,
                outbox,
                states,
                new CaptureSessionLoop.WindowReports(name, reportEvery),
                clock);
    }

    /** Returns when the connection has ended and its windows are closed at what was proven. */
    public SessionEnd hold(WebSocketConnection connection, SourceSession session) throws InterruptedException {
        CaptureSessionLoop loop = over(connection, session);
        try {
            loop.begin();
            @Nullable SessionEnd ending = null;
            while (ending == null) {
                ending = loop.turn(loop.idle());
            }
            return ending;
        } finally {
            loop.hangUp();
            loop.close(SETTLE, LAST_REPORTS);
        }
    }
}
