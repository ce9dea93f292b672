package dev.gapless.capture.delivery;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that were received and that Kafka has not acknowledged, over all connections. At the bound, a connection that
 * receives more stops reading, so that what cannot be delivered stays at the sender. Reading goes on at half of the
 * bound.
 */
public final class InFlightLimiter {

    private final long mostOverall;
    private final long mostPerConnection;
    private final AtomicLong bytes = new AtomicLong();
    private final Set<InFlightPermits> paused = ConcurrentHashMap.newKeySet();

    public InFlightLimiter(long mostOverall, long mostPerConnection) {
        this.mostOverall = mostOverall;
        this.mostPerConnection = mostPerConnection;
    }

    /** The share of a new connection. */
    public InFlightPermits begin() {
        return new InFlightPermits(this, mostPerConnection);
    }

    public long bytes() {
        return bytes.get();
    }

    /** Connections that do not read at present. */
    int paused() {
        return paused.size();
    }

    void acquire(long size) {
        bytes.addAndGet(size);
    }

    void release(long size) {
        if (bytes.addAndGet(-size) < mostOverall / 2 && !paused.isEmpty()) {
            paused.forEach(InFlightPermits::resumeIfLight);
        }
    }

    boolean heavy() {
        return bytes.get() > mostOverall;
    }

    boolean light() {
        return bytes.get() < mostOverall / 2;
    }

    void pausing(InFlightPermits load) {
        paused.add(load);
    }

    void resumed(InFlightPermits load) {
        paused.remove(load);
    }
}
