package dev.gapless.simulation.time;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that runs only while its caller waits. Of the two, one runs at any time. So what both do has one order, the
 * same in each run of a seed.
 */
public final class SimulatedFiber {

    /** What the thread does. */
    @FunctionalInterface
    public interface Body {
        void run() throws InterruptedException;
    }

    private final Thread thread;
    private volatile @Nullable Thread resumer;
    private volatile boolean inside;
    private boolean ended;
    private boolean killed;
    private @Nullable Throwable failure;

    SimulatedFiber(Body body) {
        this.thread = Thread.ofVirtual().unstarted(() -> {
            try {
                body.run();
            } catch (Throwable e) {
                // handed to the caller that resumed it
                failure = e;
            }
            ended = true;
            giveBack();
        });
    }

    /** Runs it until it yields or ends; what it throws comes out here. */
    void resume() {
        if (ended) {
            return;
        }
        resumer = Thread.currentThread();
        inside = true;
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        } else {
            LockSupport.unpark(thread);
        }
        while (inside) {
            LockSupport.park(this);
        }
        rethrow();
    }

    private void rethrow() {
        Throwable thrown = failure;
        failure = null;
        switch (thrown) {
            case null -> {}
            case Error error -> throw error;
            case RuntimeException bug -> throw bug;
            default -> throw new IllegalStateException("a thread that must not be interrupted", thrown);
        }
    }

    /** Called on the thread itself: gives way until it is resumed. */
    void giveWay() {
        giveBack();
        while (!inside) {
            LockSupport.park(this);
        }
        if (killed) {
            throw new SimulatedCrash("killed");
        }
    }

    private void giveBack() {
        inside = false;
        LockSupport.unpark(resumer);
    }

    boolean ended() {
        return ended;
    }

    /** Ends it where it waits. A thread cannot kill itself; it throws. */
    void kill() {
        if (thread.equals(Thread.currentThread()) || ended) {
            return;
        }
        killed = true;
        try {
            while (!ended) {
                resume();
            }
        } catch (SimulatedCrash expected) {
            killed = true;
        }
    }
}
