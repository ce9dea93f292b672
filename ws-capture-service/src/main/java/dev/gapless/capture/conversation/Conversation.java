package dev.gapless.capture.conversation;

import dev.gapless.capture.connection.Link;
import dev.gapless.capture.delivery.Load;
import dev.gapless.capture.delivery.Outbox;
import dev.gapless.capture.liveness.Silence;
import dev.gapless.capture.states.StreamStates;
import dev.gapless.common.connector.LiveSession;
import dev.gapless.common.connector.SocketSpec;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection of one account, from its handshake to its end, led turn by turn on the account's thread. Holds one
 * connection only.
 */
public final class Conversation {

    /** Together less than the three seconds that a revoked account has. */
    private static final Duration SETTLE = Duration.ofMillis(1_900);

    private static final Duration LAST_REPORTS = Duration.ofMillis(900);

    private final Subject subject;
    private final Outbox outbox;
    private final StreamStates states;
    private final String name;
    private final Duration reportEvery;
    private final Clock clock;
    private final Load load;
    private final Silence silence;
    private final Inbox inbox;

    /** @param name of the connection among all that ever were */
    Conversation(
            Subject subject,
            Outbox outbox,
            Load load,
            StreamStates states,
            String name,
            Duration reportEvery,
            Clock steadyClock) {
        SocketSpec socket = subject.spec().socket();
        this.subject = subject;
        this.outbox = outbox;
        this.states = states;
        this.name = name;
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

    /** The connection is there. To be led by the caller, to the end of it. */
    public Exchange begin(Link link, LiveSession session) {
        Exchange exchange = over(link, session);
        exchange.begin();
        return exchange;
    }

    private Exchange over(Link link, LiveSession session) {
        return new Exchange(subject, link, session, inbox, load, silence, outbox, states, name, reportEvery, clock);
    }

    /** Returns when the connection has ended and its windows are closed at what was proven. */
    public Ending hold(Link link, LiveSession session) throws InterruptedException {
        Exchange exchange = over(link, session);
        try {
            exchange.begin();
            @Nullable Ending ending = null;
            while (ending == null) {
                ending = exchange.turn(exchange.idle());
            }
            return ending;
        } finally {
            exchange.hangUp();
            exchange.close(SETTLE, LAST_REPORTS);
        }
    }
}
