package dev.gapless.capture.conversation;

import dev.gapless.capture.connection.Closure;
import dev.gapless.capture.connection.Link;
import dev.gapless.capture.delivery.Load;
import dev.gapless.capture.delivery.Outbox;
import dev.gapless.capture.liveness.Pings;
import dev.gapless.capture.liveness.Rhythm;
import dev.gapless.capture.liveness.Silence;
import dev.gapless.capture.marks.Marks;
import dev.gapless.capture.reports.Windows;
import dev.gapless.capture.states.StateAnswer;
import dev.gapless.capture.states.StreamStates;
import dev.gapless.common.connector.LiveEffect;
import dev.gapless.common.connector.LiveSession;
import dev.gapless.common.connector.SocketSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection of one account, from its handshake to its end: what arrives goes to the session, what the session
 * wants is done, and the books are kept of what is proven. Runs on the account's thread; holds one connection only.
 */
public final class Conversation {

    /** Together less than the three seconds that a revoked account has. */
    private static final Duration SETTLE = Duration.ofMillis(1_900);

    private static final Duration LAST_REPORTS = Duration.ofMillis(900);

    private static final Duration HEALTHY_CONFIRMED = Duration.ofSeconds(10);
    private static final Duration HEALTHY_CONNECTED = Duration.ofSeconds(30);

    private final Subject subject;
    private final Outbox outbox;
    private final StreamStates states;
    private final Duration reportEvery;
    private final Clock clock;
    private final Load load;
    private final Silence silence;
    private final Inbox inbox;
    private final Marks marks = new Marks();
    private final Pings pings = new Pings();

    private @Nullable Instant connected;
    private @Nullable Instant confirmed;
    private @Nullable Ending ending;

    Conversation(
            Subject subject, Outbox outbox, Load load, StreamStates states, Duration reportEvery, Clock steadyClock) {
        SocketSpec socket = subject.spec().socket();
        this.subject = subject;
        this.outbox = outbox;
        this.states = states;
        this.reportEvery = reportEvery;
        this.clock = steadyClock;
        this.load = load;
        this.silence = new Silence(socket.silenceLimit(), socket.heartbeat(), clock.instant());
        this.inbox = new Inbox(clock, silence, load);
    }

    /** Hears the connection, from before it is there. */
    public Link.Listener listener() {
        return inbox;
    }

    /** Ends it soon; does not wait. */
    public void stop() {
        inbox.stop();
    }

    /** The manifest has changed: ends it soon, for another. */
    public void outdated() {
        inbox.outdated();
    }

    /** Returns when the connection has ended and its windows are closed at what was proven. */
    public Ending hold(Link link, LiveSession session) throws InterruptedException {
        Windows windows = new Windows(subject::stream, subject.epoch(), outbox, clock, session::latenessMicros);
        Deeds deeds = new Deeds(subject, link, inbox, load, marks, windows, outbox, states);
        Instant start = clock.instant();
        connected = start;
        silence.heard(start);
        load.governs(reading -> {
            silence.heard(clock.instant());
            link.reading(reading);
        });
        Rhythm heartbeat = new Rhythm(subject.spec().socket().heartbeat(), start);
        Rhythm reporting = new Rhythm(reportEvery, start);
        try {
            carryOut(deeds, session.opened(start), start);
            while (ending == null) {
                Instant now = clock.instant();
                react(deeds, session, inbox.next(sooner(heartbeat.until(now), reporting.until(now))));
                now = clock.instant();
                if (ending == null && heartbeat.due(now)) {
                    beat(deeds, session, link, now);
                }
                if (reporting.due(now)) {
                    windows.reportDue();
                }
            }
            return ending;
        } finally {
            link.close();
            deeds.giveUpQuestions();
            close(windows);
        }
    }

    private static Duration sooner(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void react(Deeds deeds, LiveSession session, @Nullable Event event) {
        switch (event) {
            case null -> {}
            case Event.Message message -> {
                carryOut(deeds, session.frame(message.bytes(), message.at()), message.at());
                inbox.done(message);
            }
            case Event.Pong(long number, Instant at) -> {
                for (int answered = pings.answeredBy(number); answered > 0 && ending == null; answered--) {
                    carryOut(deeds, session.alive(at), at);
                }
            }
            case Event.State(StateAnswer.Known known) -> {
                Instant now = clock.instant();
                carryOut(deeds, session.state(known.state(), now), now);
            }
            case Event.State(StateAnswer.Unavailable(String reason)) -> end(Ending.Cause.LEDGER, reason, false);
            case Event.Closed(Closure closure) -> end(Ending.Cause.of(closure.cause()), closure.detail(), false);
            case Event.NotDelivered(String cause) -> end(Ending.Cause.NOT_DELIVERED, cause, false);
            case Event.Outdated() -> end(Ending.Cause.OUTDATED, "the manifest has changed", true);
            case Event.Stop() -> end(Ending.Cause.STOPPED, "the account is not captured here any more", false);
        }
    }

    /** While we do not read, the silence is ours. */
    private void beat(Deeds deeds, LiveSession session, Link link, Instant now) {
        if (silence.tooLong(now) && !load.isPaused()) {
            end(Ending.Cause.SILENT, "no sign of life", false);
            return;
        }
        if (subject.spec().socket().protocolPing()) {
            link.ping(pings.next());
        }
        carryOut(deeds, session.tick(now), now);
    }

    private void carryOut(Deeds deeds, List<LiveEffect> effects, Instant at) {
        LiveEffect.Restart restart = deeds.carryOut(effects, at);
        if (confirmed == null && deeds.confirmed()) {
            confirmed = at;
        }
        if (restart != null) {
            end(Ending.Cause.RESTARTED, restart.reason(), restart.atOnce());
        }
    }

    private void end(Ending.Cause cause, String detail, boolean atOnce) {
        Instant now = clock.instant();
        ending = new Ending(
                cause,
                detail,
                atOnce,
                since(connected, now).compareTo(HEALTHY_CONNECTED) >= 0
                        || since(confirmed, now).compareTo(HEALTHY_CONFIRMED) >= 0);
    }

    private static Duration since(@Nullable Instant then, Instant now) {
        return then == null ? Duration.ZERO : Duration.between(then, now);
    }

    /** What was sent is still acknowledged if that is quick; then the windows close where they are. */
    private void close(Windows windows) throws InterruptedException {
        inbox.discard();
        load.ends();
        marks.awaitSettled(SETTLE);
        marks.cut();
        windows.close(LAST_REPORTS);
    }
}
