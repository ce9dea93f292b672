package dev.gapless.checkpoint.progress;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes marks without making their tellers wait, and keeps them in batches: when enough have come, or when the oldest
 * has waited long enough. A batch that could not be kept stands before the others again. Whoever stops the process
 * waits until what was taken is kept; a crash loses at most what came in the last wait, which is why nothing is decided
 * by it.
 */
final class ProgressBuffer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressBuffer.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    private final ProgressSink sink;
    private final int batch;
    private final Duration wait;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<ProgressMark> waiting = new ArrayDeque<>();
    private final Thread thread =
            Thread.ofPlatform().name("checkpoint-progress").daemon().unstarted(this::loop);
    private final Counter failures;
    private boolean closed;

    /**
     * @param batch most marks that are kept at once
     * @param wait how long a mark waits for others
     * @param most marks that wait at most; more are refused
     */
    ProgressBuffer(ProgressSink sink, int batch, Duration wait, int most, MeterRegistry meters) {
        this.sink = sink;
        this.batch = batch;
        this.wait = wait;
        this.most = most;
        this.failures = meters.counter("gapless.progress.flush.failures");
        meters.gauge("gapless.progress.waiting", this, ProgressBuffer::waiting);
    }

    void start() {
        thread.start();
    }

    /** All or none; false when too many wait already, or the process stops. */
    boolean offer(List<ProgressMark> marks) {
        lock.lock();
        try {
            if (closed || waiting.size() + marks.size() > most) {
                return false;
            }
            waiting.addAll(marks);
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private double waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void loop() {
        try {
            List<ProgressMark> next = next();
            while (!next.isEmpty()) {
                keep(next);
                next = next();
            }
        } catch (InterruptedException e) {
            LOG.warn("progress-not-kept marks={}", waiting());
        }
    }

    /** Empty when there is nothing left and nothing will come. */
    private List<ProgressMark> next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.await();
            }
            long left = wait.toNanos();
            while (waiting.size() < batch && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return taken();
        } finally {
            lock.unlock();
        }
    }

    /** Looks at the size before it takes: one that is taken and does not fit would be lost. */
    private List<ProgressMark> taken() {
        List<ProgressMark> taken = new ArrayList<>(Math.min(batch, waiting.size()));
        while (taken.size() < batch && !waiting.isEmpty()) {
            taken.add(waiting.removeFirst());
        }
        return taken;
    }

    private void keep(List<ProgressMark> marks) throws InterruptedException {
        try {
            sink.keep(marks);
        } catch (RuntimeException e) {
            failures.increment();
            LOG.warn("progress-flush-failed marks={} cause={}", marks.size(), e.toString());
            again(marks);
        }
    }

    private void again(List<ProgressMark> marks) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            marks.reversed().forEach(waiting::addFirst);
            long left = wait.toNanos();
            while (left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Keeps what is waiting; after four seconds it gives up. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            if (thread.isAlive() && !thread.join(TIMEOUT)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
