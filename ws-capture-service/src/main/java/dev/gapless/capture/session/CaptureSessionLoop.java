package dev.gapless.capture.session;

import dev.gapless.capture.connection.CloseReason;
import dev.gapless.capture.connection.WebSocketConnection;
import dev.gapless.capture.coverage.AckTracker;
import dev.gapless.capture.coverage.CoverageWindows;
import dev.gapless.capture.delivery.CapturePublisher;
import dev.gapless.capture.delivery.InFlightPermits;
import dev.gapless.capture.liveness.IdleDetector;
import dev.gapless.capture.liveness.PeriodicTrigger;
import dev.gapless.capture.liveness.PingTracker;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One session over an open connection, a turn at a time. In each turn, what arrived goes to the session, the session's
 * effects are executed, and what is proven is recorded. Waits nowhere unless it is told how long, so that a simulation
 * can lead it as well as a thread.
 */
public final class CaptureSessionLoop {

    private static final Duration HEALTHY_CONFIRMED = Duration.ofSeconds(10);
    private static final Duration HEALTHY_CONNECTED = Duration.ofSeconds(30);

    /**
     * How coverage windows are reported.
     *
     * @param name begins the id of each window
     * @param interval from one report to the next
     */
    record WindowReports(String name, Duration interval) {}

    private final CaptureTarget target;
    private final WebSocketConnection connection;
    private final LiveSession session;
    private final SessionEventQueue inbox;
    private final InFlightPermits load;
    private final IdleDetector silence;
    private final Clock clock;
    private final CoverageWindows windows;
    private final EffectExecutor executor;
    private final PeriodicTrigger heartbeat;
    private final PeriodicTrigger reporting;
    private final Instant connected;
    private final AckTracker marks = new AckTracker();
    private final PingTracker pings = new PingTracker();

    private @Nullable Instant confirmed;
    private @Nullable SessionEnd ending;

    CaptureSessionLoop(
            CaptureTarget target,
            WebSocketConnection connection,
            SourceSession source,
            SessionEventQueue inbox,
            InFlightPermits load,
            IdleDetector silence,
            CapturePublisher outbox,
            StreamStateClient states,
            WindowReports reports,
            Clock clock) {
        this.target = target;
        this.connection = connection;
        this.session = source.protocol();
        this.inbox = inbox;
        this.load = load;
        this.silence = silence;
        this.clock = clock;
        this.windows = new CoverageWindows(
                reports.name, target::stream, target.epoch(), outbox, clock, session::latenessMicros);
        this.executor = new EffectExecutor(target, connection, inbox, load, marks, windows, outbox, states, source);
        this.connected = clock.instant();
        this.heartbeat = new PeriodicTrigger(target.spec().socket().heartbeat(), connected);
        this.reporting = new PeriodicTrigger(reports.interval, connected);
    }

    /** The first words. */
    void begin() {
        silence.heard(connected);
        load.governs(reading -> {
            silence.heard(clock.instant());
            connection.reading(reading);
        });
        carryOut(session.opened(connected), connected);
    }

    /** How long nothing is due unless something arrives; negative when something is overdue. */
    public Duration idle() {
        Instant now = clock.instant();
        Duration beat = heartbeat.until(now);
        Duration report = reporting.until(now);
        return beat.compareTo(report) < 0 ? beat : report;
    }

    /**
     * Deals with what arrives next, if anything does in that time, and with what is due.
     *
     * @return how it ended; null while it goes on
     */
    public @Nullable SessionEnd turn(Duration patience) throws InterruptedException {
        if (ending == null) {
            react(inbox.next(patience));
        }
        Instant now = clock.instant();
        if (ending == null && heartbeat.due(now)) {
            beat(now);
        }
        if (reporting.due(now)) {
            windows.reportDue();
        }
        return ending;
    }

    private void react(@Nullable SessionEvent event) {
        switch (event) {
            case null -> {}
            case SessionEvent.Message message -> {
                carryOut(session.frame(message.bytes(), message.at()), message.at());
                inbox.done(message);
            }
            case SessionEvent.Pong pong -> {
                for (int answered = pings.answeredBy(pong.number()); answered > 0 && ending == null; answered--) {
                    carryOut(session.alive(pong.at()), pong.at());
                }
                inbox.done(pong);
            }
            case SessionEvent.State(StreamStateResult.Known known) -> {
                Instant now = clock.instant();
                carryOut(session.state(known.state(), now), now);
            }
            case SessionEvent.State(StreamStateResult.Unavailable(String reason)) ->
                end(SessionEnd.Cause.LEDGER, reason, false);
            case SessionEvent.Closed(CloseReason closure) ->
                end(SessionEnd.Cause.of(closure.cause()), closure.detail(), false);
            case SessionEvent.NotDelivered(String cause) -> end(SessionEnd.Cause.NOT_DELIVERED, cause, false);
            case SessionEvent.Outdated() -> end(SessionEnd.Cause.OUTDATED, "the manifest has changed", true);
            case SessionEvent.Halted() -> end(SessionEnd.Cause.HALTED, "stopped by an operator", true);
            case SessionEvent.Stop() ->
                end(SessionEnd.Cause.STOPPED, "the account is not captured here any more", false);
        }
    }

    /** While we do not read, the silence is ours: nothing is asked, and nothing is missed. */
    private void beat(Instant now) {
        boolean silent = silence.tooLong(now);
        if (load.isPaused()) {
            return;
        }
        if (silent) {
            end(SessionEnd.Cause.SILENT, "no sign of life", false);
            return;
        }
        if (target.spec().socket().protocolPing()) {
            connection.ping(pings.next());
        }
        carryOut(session.tick(now), now);
    }

    private void carryOut(List<LiveEffect> effects, Instant at) {
        LiveEffect.Reconnect restart = executor.carryOut(effects, at);
        if (confirmed == null && executor.confirmed()) {
            confirmed = at;
        }
        if (restart != null) {
            end(SessionEnd.Cause.RESTARTED, restart.reason(), restart.atOnce());
        }
    }

    private void end(SessionEnd.Cause cause, String detail, boolean atOnce) {
        Instant now = clock.instant();
        ending = new SessionEnd(
                cause,
                detail,
                atOnce,
                since(connected, now).compareTo(HEALTHY_CONNECTED) >= 0
                        || since(confirmed, now).compareTo(HEALTHY_CONFIRMED) >= 0);
    }

    private static Duration since(@Nullable Instant then, Instant now) {
        return then == null ? Duration.ZERO : Duration.between(then, now);
    }

    /** The connection is left; nothing that still arrives on it counts. */
    public void hangUp() {
        connection.close();
        executor.giveUpQuestions();
        inbox.discard();
        load.ends();
    }

    /**
     * After {@link #hangUp}: what was sent is still acknowledged if that is quick; then the windows close where they
     * are.
     */
    public void close(Duration settle, Duration lastReports) throws InterruptedException {
        marks.awaitSettled(settle);
        marks.abort();
        windows.close(lastReports);
    }
}
