package dev.gapless.processor.intake;

import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.common.retry.RetrySleeper;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The threads of this process, from the application's start to its stop, which takes at most five seconds. */
final class ConsumerWorkerPool implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerWorkerPool.class);
    private static final long GENTLE_MILLIS = 2_500;
    private static final long FIRM_MILLIS = 2_000;

    private final int count;
    private final ConsumerSessionFactory sessions;
    private final RetryBackoff backoff;
    private final RetrySleeper waiter;
    private final List<Thread> running = new ArrayList<>();
    private StopFlag stop = new StopFlag();
    private ExecutorService deciding = Executors.newVirtualThreadPerTaskExecutor();

    ConsumerWorkerPool(int count, ConsumerSessionFactory sessions, RetryBackoff backoff, RetrySleeper waiter) {
        this.count = count;
        this.sessions = sessions;
        this.backoff = backoff;
        this.waiter = waiter;
    }

    @Override
    public synchronized void start() {
        stop = new StopFlag();
        deciding = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("decide-", 0).factory());
        for (int number = 0; number < count; number++) {
            var worker = new ConsumerWorker(number, sessions, deciding, stop, backoff, waiter);
            running.add(Thread.ofPlatform().name("processor-" + number).start(worker));
        }
    }

    @Override
    public synchronized void stop() {
        stop.request();
        try {
            join(GENTLE_MILLIS);
            running.forEach(Thread::interrupt);
            join(FIRM_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        deciding.shutdownNow();
        running.stream()
                .filter(Thread::isAlive)
                .forEach(late -> LOG.error("worker-not-ended thread={}", late.getName()));
        running.clear();
    }

    private void join(long mostMillis) throws InterruptedException {
        long end = System.nanoTime() + mostMillis * 1_000_000;
        for (Thread thread : running) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left > 0) {
                thread.join(left);
            }
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return !running.isEmpty();
    }
}
