package dev.gapless.live.socket;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Threads that send changes to the connections that are ready for them, one after the other. So a change of a channel
 * wakes no thread for each of its clients. A client that is not ready is left to its connection's own thread.
 */
final class FanOutThreads implements AutoCloseable {

    private final List<Worker> workers;

    /**
     * Begins.
     *
     * @param threads at least one; each has its connections
     */
    FanOutThreads(int threads) {
        this.workers = IntStream.range(0, threads).mapToObj(Worker::new).toList();
        workers.forEach(worker -> worker.thread.start());
    }

    /** Has changes sent, now or when they may be sent. Safe for many threads. */
    void offer(SocketConnection connection) {
        workers.get(Math.floorMod(connection.hashCode(), workers.size())).offer(connection);
    }

    private static final class Worker implements Runnable {

        final Thread thread;
        private final Queue<SocketConnection> ready = new ConcurrentLinkedQueue<>();
        private Set<SocketConnection> later = new LinkedHashSet<>();
        private long dueAt;
        private volatile boolean asleep;
        private volatile boolean ended;

        Worker(int number) {
            thread = Thread.ofPlatform().name("live-fan-out-" + number).daemon().unstarted(this);
        }

        void offer(SocketConnection connection) {
            ready.add(connection);
            if (asleep) {
                LockSupport.unpark(thread);
            }
        }

        @Override
        public void run() {
            while (!ended) {
                for (SocketConnection next = ready.poll(); next != null; next = ready.poll()) {
                    push(next);
                }
                if (!later.isEmpty() && System.nanoTime() - dueAt >= 0) {
                    Set<SocketConnection> due = later;
                    later = new LinkedHashSet<>();
                    due.forEach(this::push);
                }
                sleep();
            }
        }

        /** What fails of one connection must not end the thread of all others. */
        private void push(SocketConnection connection) {
            try {
                pushOrKeep(connection);
            } catch (Throwable e) {
                connection.failedInside(e);
            }
        }

        private void pushOrKeep(SocketConnection connection) {
            if (connection.pushNow()) {
                return;
            }
            long flushAt = connection.flushAt();
            dueAt = later.isEmpty() || flushAt - dueAt < 0 ? flushAt : dueAt;
            later.add(connection);
        }

        private void sleep() {
            asleep = true;
            try {
                if (!ready.isEmpty() || ended) {
                    return;
                }
                if (later.isEmpty()) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, dueAt - System.nanoTime());
                }
            } finally {
                asleep = false;
            }
        }
    }

    @Override
    public void close() {
        for (Worker worker : workers) {
            worker.ended = true;
            LockSupport.unpark(worker.thread);
        }
    }
}
