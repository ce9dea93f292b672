package dev.gapless.live.socket;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** Figures of the WebSocket endpoint. */
final class SocketMeters {

    private final MeterRegistry registry;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger subscriptions = new AtomicInteger();
    private final Counter changes;
    private final Counter frames;

    SocketMeters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("gapless.live.connections", connections, AtomicInteger::get)
                .register(registry);
        Gauge.builder("gapless.live.subscriptions", subscriptions, AtomicInteger::get)
                .register(registry);
        this.changes = Counter.builder("gapless.live.changes.sent").register(registry);
        this.frames = Counter.builder("gapless.live.frames.sent").register(registry);
        // each reason counts from zero, so that its first time is an increase
        Arrays.stream(SocketCloseReason.values()).forEach(this::closings);
    }

    void connected(int difference) {
        connections.addAndGet(difference);
    }

    void subscribed(int difference) {
        subscriptions.addAndGet(difference);
    }

    void sent(int changesOfFrame) {
        frames.increment();
        changes.increment(changesOfFrame);
    }

    void closed(SocketCloseReason reason) {
        closings(reason).increment();
    }

    private Counter closings(SocketCloseReason reason) {
        return Counter.builder("gapless.live.closed")
                .tag("reason", reason.word())
                .register(registry);
    }
}
