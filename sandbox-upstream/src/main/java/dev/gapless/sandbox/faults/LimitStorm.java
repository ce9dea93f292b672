package dev.gapless.sandbox.faults;

import org.jspecify.annotations.Nullable;

/** For a while every request is told to slow down. It counts as one that happened once a request met it. */
final class LimitStorm implements Fault {

    private static final int RETRY_AFTER_SECONDS = 1;

    private final long end;
    private int hits;

    LimitStorm(FaultOrder order) {
        this.end = System.nanoTime() + order.duration().toNanos();
    }

    @Override
    public synchronized @Nullable Disturbance onRequest() {
        if (!active()) {
            return null;
        }
        hits++;
        return new Disturbance.Limited(RETRY_AFTER_SECONDS);
    }

    @Override
    public int planned() {
        return 1;
    }

    @Override
    public synchronized int fired() {
        return Math.min(1, hits);
    }

    @Override
    public synchronized int hits() {
        return hits;
    }

    @Override
    public boolean active() {
        return System.nanoTime() - end < 0;
    }
}
