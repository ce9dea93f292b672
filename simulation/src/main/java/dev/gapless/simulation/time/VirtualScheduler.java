package dev.gapless.simulation.time;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time. Of what is due at the same instant, what was asked for first happens first. Used by one thread. */
public final class VirtualScheduler {

    private record Due(long at, long order, Runnable task) {}

    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private long now;
    private long order;

    /** µs since the beginning. */
    public long now() {
        return now;
    }

    /** How many tasks were ever asked for. */
    public long tasks() {
        return order;
    }

    public void after(long micros, Runnable task) {
        queue.add(new Due(now + Math.max(0, micros), order++, task));
    }

    /** Does what is next. @return false when nothing is due before {@code until}, which is then the present */
    public boolean step(long until) {
        Due next = queue.peek();
        if (next == null || next.at() >= until) {
            now = Math.max(now, until);
            return false;
        }
        queue.remove();
        now = next.at();
        next.task().run();
        return true;
    }
}
