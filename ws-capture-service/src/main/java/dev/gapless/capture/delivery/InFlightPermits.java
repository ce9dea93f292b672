package dev.gapless.capture.delivery;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One connection's part of {@link InFlightLimiter}. Safe for all threads that touch its records. */
public final class InFlightPermits {

    /** What a record costs beside its bytes. */
    private static final int OVERHEAD = 256;

    /** Lets the source send, or not. Must not block. */
    @FunctionalInterface
    public interface ReadGate {
        void reading(boolean on);
    }

    private final InFlightLimiter overall;
    private final long most;
    private final AtomicLong bytes = new AtomicLong();
    private @Nullable ReadGate valve;
    private volatile boolean paused;
    private boolean ended;

    InFlightPermits(InFlightLimiter overall, long most) {
        this.overall = overall;
        this.most = most;
    }

    /** What arrived before is counted already, and may turn the valve at once. */
    public synchronized void governs(ReadGate governed) {
        valve = governed;
        if (paused) {
            governed.reading(false);
        }
    }

    /** A message arrived, or a record is on its way. */
    public void acquire(int size) {
        long mine = bytes.addAndGet(size + OVERHEAD);
        overall.acquire(size + OVERHEAD);
        if (!paused && (mine > most || overall.heavy())) {
            pause();
        }
    }

    /** It is dealt with. If that makes room, the connections that wait for it go on. */
    public void release(int size) {
        bytes.addAndGet(-(size + OVERHEAD));
        overall.release(size + OVERHEAD);
    }

    public boolean isPaused() {
        return paused;
    }

    /** The connection is over; acknowledgements may still come. */
    public synchronized void ends() {
        ended = true;
        valve = null;
        paused = false;
        overall.resumed(this);
    }

    /** Shows itself before it looks again, so that a thread that makes room in between finds it. */
    private synchronized void pause() {
        if (ended) {
            return;
        }
        overall.pausing(this);
        paused = true;
        if (bytes.get() <= most && !overall.heavy()) {
            paused = false;
            overall.resumed(this);
        } else if (valve != null) {
            valve.reading(false);
        }
    }

    synchronized void resumeIfLight() {
        if (paused && bytes.get() < most / 2 && overall.light()) {
            if (valve != null) {
                valve.reading(true);
            }
            paused = false;
            overall.resumed(this);
        }
    }
}
