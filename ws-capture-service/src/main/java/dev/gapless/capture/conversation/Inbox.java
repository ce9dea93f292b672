package dev.gapless.capture.conversation;

import dev.gapless.capture.connection.Closure;
import dev.gapless.capture.connection.Link;
import dev.gapless.capture.delivery.Load;
import dev.gapless.capture.liveness.Silence;
import dev.gapless.capture.states.StateAnswer;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What happened on one connection, waiting for the account's thread. Messages and pongs bear the instant of their
 * arrival, and count as heard then, however long they wait. What ends the conversation does not wait behind messages:
 * those are not claimed, so nothing is lost by leaving them.
 */
final class Inbox implements Link.Listener {

    /** A number. What an event costs beside its content is the load's to add. */
    private static final int PONG_BYTES = Long.BYTES;

    private final LinkedBlockingDeque<Event> events = new LinkedBlockingDeque<>();
    private final Clock clock;
    private final Silence silence;
    private final Load load;
    private boolean closed;

    Inbox(Clock clock, Silence silence, Load load) {
        this.clock = clock;
        this.silence = silence;
        this.load = load;
    }

    @Override
    public synchronized void message(byte[] bytes) {
        if (!closed) {
            Event.Message message = new Event.Message(bytes, clock.instant());
            silence.heard(message.at());
            load.took(bytes.length);
            events.addLast(message);
        }
    }

    @Override
    public synchronized void pong(long number) {
        if (!closed) {
            Event.Pong pong = new Event.Pong(number, clock.instant());
            silence.heard(pong.at());
            load.took(PONG_BYTES);
            events.addLast(pong);
        }
    }

    @Override
    public void closed(Closure closure) {
        events.addLast(new Event.Closed(closure));
    }

    void state(StateAnswer answer) {
        events.addLast(new Event.State(answer));
    }

    void notDelivered(Exception failure) {
        events.addFirst(new Event.NotDelivered(failure.getClass().getSimpleName()));
    }

    void outdated() {
        events.addFirst(new Event.Outdated());
    }

    void stop() {
        events.addFirst(new Event.Stop());
    }

    /** Null when nothing happened in time. */
    @Nullable
    Event next(Duration patience) throws InterruptedException {
        return events.pollFirst(Math.max(0, patience.toMillis()), TimeUnit.MILLISECONDS);
    }

    /** The message is dealt with. */
    void done(Event.Message message) {
        load.gave(message.bytes().length);
    }

    /** The pong is dealt with. */
    void done(Event.Pong pong) {
        load.gave(PONG_BYTES);
    }

    /** Nobody will look any more. */
    synchronized void discard() {
        closed = true;
        for (Event event : events) {
            switch (event) {
                case Event.Message message -> done(message);
                case Event.Pong pong -> done(pong);
                default -> {}
            }
        }
        events.clear();
    }
}
