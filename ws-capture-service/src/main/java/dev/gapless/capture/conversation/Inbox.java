package dev.gapless.capture.conversation;

import dev.gapless.capture.connection.Link;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What happened on one connection, waiting for the account's thread; each event bears the instant of its arrival. */
final class Inbox implements Link.Listener {

    /** One of the things that can happen. */
    sealed interface Event {

        @SuppressWarnings("ArrayRecordComponent")
        record Message(byte[] bytes, Instant at) implements Event {}

        record Pong(Instant at) implements Event {}

        record Closed(String cause) implements Event {}

        /** A record may not have reached Kafka. */
        record NotDelivered(String cause) implements Event {}

        record Stop() implements Event {}
    }

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Clock clock;

    Inbox(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void message(byte[] bytes) {
        events.add(new Event.Message(bytes, clock.instant()));
    }

    @Override
    public void pong() {
        events.add(new Event.Pong(clock.instant()));
    }

    @Override
    public void closed(String cause) {
        events.add(new Event.Closed(cause));
    }

    void notDelivered(Exception failure) {
        events.add(new Event.NotDelivered(failure.getClass().getSimpleName()));
    }

    void stop() {
        events.add(new Event.Stop());
    }

    int size() {
        return events.size();
    }

    /** Null when nothing happened in time. */
    @Nullable
    Event next(Duration patience) throws InterruptedException {
        return events.poll(Math.max(0, patience.toMillis()), TimeUnit.MILLISECONDS);
    }
}
