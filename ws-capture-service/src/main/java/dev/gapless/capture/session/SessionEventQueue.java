package dev.gapless.capture.session;

import dev.gapless.capture.connection.CloseReason;
import dev.gapless.capture.connection.WebSocketConnection;
import dev.gapless.capture.delivery.InFlightPermits;
import dev.gapless.capture.liveness.IdleDetector;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What happened on one connection, waiting for the account's thread. Messages and pongs bear the instant of their
 * arrival, and count as heard then, however long they wait. What ends the session does not wait behind messages: those
 * are not claimed, so nothing is lost by leaving them.
 */
final class SessionEventQueue implements WebSocketConnection.Listener {

    /** A number. What an event costs beside its content is the load's to add. */
    private static final int PONG_BYTES = Long.BYTES;

    private final LinkedBlockingDeque<SessionEvent> events = new LinkedBlockingDeque<>();
    private final Clock clock;
    private final IdleDetector silence;
    private final InFlightPermits load;
    private boolean closed;

    SessionEventQueue(Clock clock, IdleDetector silence, InFlightPermits load) {
        this.clock = clock;
        this.silence = silence;
        this.load = load;
    }

    @Override
    public synchronized void message(byte[] bytes) {
        if (!closed) {
            SessionEvent.Message message = new SessionEvent.Message(bytes, clock.instant());
            silence.heard(message.at());
            load.acquire(bytes.length);
            events.addLast(message);
        }
    }

    @Override
    public synchronized void pong(long number) {
        if (!closed) {
            SessionEvent.Pong pong = new SessionEvent.Pong(number, clock.instant());
            silence.heard(pong.at());
            load.acquire(PONG_BYTES);
            events.addLast(pong);
        }
    }

    @Override
    public void closed(CloseReason closure) {
        events.addLast(new SessionEvent.Closed(closure));
    }

    void state(StreamStateResult answer) {
        events.addLast(new SessionEvent.State(answer));
    }

    void notDelivered(Exception failure) {
        events.addFirst(new SessionEvent.NotDelivered(failure.getClass().getSimpleName()));
    }

    void outdated() {
        events.addFirst(new SessionEvent.Outdated());
    }

    void halted() {
        events.addFirst(new SessionEvent.Halted());
    }

    void stop() {
        events.addFirst(new SessionEvent.Stop());
    }

    /** Null when nothing happened in time. */
    @Nullable
    SessionEvent next(Duration patience) throws InterruptedException {
        return events.pollFirst(Math.max(0, patience.toMillis()), TimeUnit.MILLISECONDS);
    }

    /** The message is dealt with. */
    void done(SessionEvent.Message message) {
        load.release(message.bytes().length);
    }

    /** The pong is dealt with. */
    void done(SessionEvent.Pong pong) {
        load.release(PONG_BYTES);
    }

    /** No reader will look any more. */
    synchronized void discard() {
        closed = true;
        for (SessionEvent event : events) {
            switch (event) {
                case SessionEvent.Message message -> done(message);
                case SessionEvent.Pong pong -> done(pong);
                default -> {}
            }
        }
        events.clear();
    }
}
