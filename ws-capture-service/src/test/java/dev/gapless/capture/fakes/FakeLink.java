package dev.gapless.capture.fakes;

import dev.gapless.capture.connection.WebSocketConnection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was done with it. */
public final class FakeLink implements WebSocketConnection {

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final List<Long> pings = new CopyOnWriteArrayList<>();
    private volatile boolean reading = true;
    private volatile boolean closed;

    @Override
    public void send(String text) {
        sent.add(text);
    }

    @Override
    public void ping(long number) {
        pings.add(number);
    }

    @Override
    public void reading(boolean on) {
        reading = on;
    }

    @Override
    public void close() {
        closed = true;
    }

    public List<String> sent() {
        return List.copyOf(sent);
    }

    public List<Long> pings() {
        return List.copyOf(pings);
    }

    public boolean isReading() {
        return reading;
    }

    public boolean isClosed() {
        return closed;
    }
}
