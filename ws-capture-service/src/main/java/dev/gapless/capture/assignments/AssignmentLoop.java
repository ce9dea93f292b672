package dev.gapless.capture.assignments;

import dev.gapless.capture.account.CaptureShare;
import dev.gapless.common.platform.LoopHealth;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the assignments for as long as the process lives. A consumer that cannot go on is replaced by a new one, and
 * until then nothing is captured and the service is not ready. What has no owner must not be claimed by two.
 */
final class AssignmentLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AssignmentLoop.class);
    private static final String NAME = "assignments";
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofMillis(4_500);
    private static final Duration CLOSE = Duration.ofMillis(500);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final AccountAssignments assigned;
    private final StrayAssignments strays;
    private final int partitions;
    private final CaptureShare share;
    private final LoopHealth health;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("assignments").unstarted(this::run);
    private volatile @Nullable Consumer<byte[], byte[]> current;

    /**
     * @param consumers opens one; may take until the topics are ready
     * @param partitions of the topic, as configured
     */
    AssignmentLoop(
            Supplier<Consumer<byte[], byte[]>> consumers,
            AccountAssignments assigned,
            StrayAssignments strays,
            int partitions,
            CaptureShare share,
            LoopHealth health) {
        this.consumers = consumers;
        this.assigned = assigned;
        this.strays = strays;
        this.partitions = partitions;
        this.share = share;
        this.health = health;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            do {
                follow();
            } while (!stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Comes back when it cannot go on, with everything that it was given back in other hands or in none. */
    private void follow() throws InterruptedException {
        Consumer<byte[], byte[]> consumer = null;
        try {
            consumer = consumers.get();
            current = consumer;
            AssignmentReader reader = new AssignmentReader(consumer, assigned, strays, partitions, share);
            reader.subscribe();
            health.running(NAME);
            while (stopping.getCount() > 0) {
                poll(reader);
            }
        } catch (RuntimeException e) {
            health.interrupted(NAME, e);
            LOG.error("assignments-lost cause={}", e.getClass().getSimpleName(), e);
        } finally {
            current = null;
            // first, because closing gives the partitions to others
            assigned.endAll();
            if (consumer != null) {
                consumer.close(CloseOptions.timeout(CLOSE));
            }
        }
    }

    private void poll(AssignmentReader reader) throws InterruptedException {
        try {
            reader.poll();
        } catch (WakeupException e) {
            LOG.debug("assignments-woken stopping={}", stopping.getCount() == 0);
        } catch (KafkaException e) {
            if (!(e instanceof RetriableException)) {
                throw e;
            }
            LOG.warn("assignments-not-readable cause={}", e.getClass().getSimpleName());
            var _ = stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        stopping.countDown();
        Consumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            if (thread.isAlive() && !thread.join(STOP)) {
                LOG.warn("assignments-still-ending");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
