package dev.gapless.capture.connection;

import java.util.concurrent.atomic.AtomicInteger;

/** Hears of nothing but the end. */
final class SilentListener implements WebSocketConnection.Listener {

    final AtomicInteger closures = new AtomicInteger();

    @Override
    public void message(byte[] bytes) {
        throw new AssertionError("nothing was sent");
    }

    @Override
    public void pong(long number) {
        throw new AssertionError("nothing was asked");
    }

    @Override
    public void closed(CloseReason closure) {
        closures.incrementAndGet();
    }
}
