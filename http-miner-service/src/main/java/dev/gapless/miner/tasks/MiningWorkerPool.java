package dev.gapless.miner.tasks;

import dev.gapless.miner.walk.ShutdownSignal;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Starts the workers with the service and ends them with it. */
final class MiningWorkerPool implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(MiningWorkerPool.class);
    private static final Duration LAST = Duration.ofSeconds(6);

    private final List<ShareGroupWorker> workers;
    private final ShutdownSignal stop;
    private volatile List<Thread> threads = List.of();

    MiningWorkerPool(List<ShareGroupWorker> workers, ShutdownSignal stop) {
        this.workers = List.copyOf(workers);
        this.stop = stop;
    }

    @Override
    public void start() {
        Thread.Builder threadsByNumber = Thread.ofPlatform().name("mining-tasks-", 0);
        threads = workers.stream().map(threadsByNumber::start).toList();
    }

    @Override
    public void stop() {
        stop.stop();
        try {
            long end = System.nanoTime() + LAST.toNanos();
            for (Thread thread : threads) {
                Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
                if (!thread.join(left)) {
                    LOG.warn("worker-not-stopped thread={}", thread.getName());
                    thread.interrupt();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads = List.of();
    }

    @Override
    public boolean isRunning() {
        return !threads.isEmpty();
    }
}
