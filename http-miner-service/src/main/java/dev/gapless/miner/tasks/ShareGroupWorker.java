package dev.gapless.miner.tasks;

import dev.gapless.common.platform.LoopHealth;
import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.miner.slice.ShutdownAwareSleeper;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One member of the share group: sees to it that there is always a session, until the service stops. */
final class ShareGroupWorker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ShareGroupWorker.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String name;
    private final ShareGroup group;
    private final Supplier<ShareConsumer<byte[], byte[]>> consumers;
    private final UpstreamGate gate;
    private final LoopHealth health;
    private final TaskRecordHandler tasks;
    private final ShutdownAwareSleeper waiter;
    private final Duration stopPatience;
    private final Clock clock;

    ShareGroupWorker(
            String name,
            ShareGroup group,
            Supplier<ShareConsumer<byte[], byte[]>> consumers,
            UpstreamGate gate,
            LoopHealth health,
            TaskRecordHandler tasks,
            ShutdownAwareSleeper waiter,
            Duration stopPatience,
            Clock clock) {
        this.name = name;
        this.group = group;
        this.consumers = consumers;
        this.gate = gate;
        this.health = health;
        this.tasks = tasks;
        this.waiter = waiter;
        this.stopPatience = stopPatience;
        this.clock = clock;
    }

    @Override
    public void run() {
        try {
            while (!waiter.stopping()) {
                session();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void session() throws InterruptedException {
        if (!gate.awaitHeard(PAUSE)) {
            // tasks that are taken before the stops are known would be given back at once
            return;
        }
        try {
            group.configure();
            try (TaskSession session = new TaskSession(consumers.get(), tasks, waiter, stopPatience)) {
                health.running(name);
                session.run();
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.warn("task-queue-away cause={}", e.getClass().getSimpleName());
            health.interrupted(name, e);
            waiter.until(clock.instant().plus(PAUSE));
        } catch (RuntimeException e) {
            LOG.error("task-queue-bug", e);
            health.interrupted(name, e);
            waiter.until(clock.instant().plus(PAUSE));
        }
    }
}
