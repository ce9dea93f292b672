package dev.gapless.sandbox.world;

import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** Goes on making events at a rate, with the gaps between them that chance would leave. */
public final class EventGenerator implements AutoCloseable {

    private static final long NANOS = 1_000_000_000L;
    private static final long IDLE = 20_000_000L;

    private final PlatformModel world;
    private final RandomGenerator random;
    private final Thread thread;
    private int rate;
    private boolean running;
    private volatile boolean closed;

    /** @param random its own, not the world's: how fast it goes must not change what happens */
    public EventGenerator(PlatformModel world, RandomGenerator random) {
        this.world = world;
        this.random = random;
        this.thread = Thread.ofPlatform().name("generator").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /**
     * When this returns after a stop, nothing will be made until it is set running again.
     *
     * @param rate events a second, 0 or more
     */
    public synchronized void set(boolean running, int rate) {
        this.running = running;
        this.rate = rate;
        LockSupport.unpark(thread);
    }

    public synchronized int rate() {
        return rate;
    }

    private void run() {
        long next = System.nanoTime();
        while (!closed) {
            long wait = next - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(Math.min(wait, IDLE));
                continue;
            }
            int current = stepIfRunning();
            // after a pause of the machine at most a second's worth of events is made up for
            next = current == 0
                    ? System.nanoTime() + IDLE
                    : Math.max(next, System.nanoTime() - NANOS)
                            + (long) (-Math.log(1 - random.nextDouble()) * NANOS / current);
        }
    }

    /** The rate, 0 when stopped. Holding the monitor while it makes an event is what makes a stop certain. */
    private synchronized int stepIfRunning() {
        if (!running || rate == 0) {
            return 0;
        }
        world.step();
        return rate;
    }

    @Override
    public void close() {
        set(false, 0);
        closed = true;
    }
}
