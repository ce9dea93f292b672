package dev.gapless.miner.tasks;

import dev.gapless.common.message.TopicNames;
import dev.gapless.miner.slice.ShutdownAwareSleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer's life. It takes a few tasks, runs each on a virtual thread, and settles each as soon as it has ended.
 * Only then does it take more, because the consumer refuses to poll while a record is unsettled. The consumer is
 * touched by the one thread of {@link #run} only.
 */
final class TaskSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TaskSession.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LAST_SETTLEMENTS = Duration.ofSeconds(1);
    private static final long LOOK_AROUND_MILLIS = 100;

    private record Settled(ConsumerRecord<byte[], byte[]> record, AcknowledgeType how) {}

    private final ShareConsumer<byte[], byte[]> consumer;
    private final TaskRecordHandler tasks;
    private final ShutdownAwareSleeper waiter;
    private final long stopPatienceNanos;
    private final BlockingQueue<Settled> settled = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("mining-", 0).factory());

    TaskSession(
            ShareConsumer<byte[], byte[]> consumer,
            TaskRecordHandler tasks,
            ShutdownAwareSleeper waiter,
            Duration stopPatience) {
        this.consumer = consumer;
        this.tasks = tasks;
        this.waiter = waiter;
        this.stopPatienceNanos = stopPatience.toNanos();
    }

    void run() throws InterruptedException {
        consumer.setAcknowledgementCommitCallback((offsets, failure) -> logFailure(failure));
        consumer.subscribe(List.of(TopicNames.MINING_TASKS));
        while (!waiter.stopping()) {
            List<Future<?>> running = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                running.add(threads.submit(() -> work(record)));
            }
            settleAll(running);
        }
    }

    private void work(ConsumerRecord<byte[], byte[]> record) {
        AcknowledgeType how = AcknowledgeType.RELEASE;
        try {
            how = tasks.settle(record);
        } catch (InterruptedException e) {
            LOG.info("task-released partition={} offset={}", record.partition(), record.offset());
        } catch (RuntimeException e) {
            LOG.error("task-bug partition={} offset={}", record.partition(), record.offset(), e);
        } finally {
            settled.add(new Settled(record, how));
        }
    }

    private void settleAll(List<Future<?>> running) throws InterruptedException {
        int open = running.size();
        long stopSince = 0;
        while (open > 0) {
            Settled next = settled.poll(LOOK_AROUND_MILLIS, TimeUnit.MILLISECONDS);
            if (next != null) {
                open -= acknowledge(next);
            }
            if (waiter.stopping()) {
                stopSince = stopSince == 0 ? System.nanoTime() : stopSince;
                if (System.nanoTime() - stopSince > stopPatienceNanos) {
                    running.forEach(task -> task.cancel(true));
                }
            }
        }
    }

    private int acknowledge(@Nullable Settled first) {
        int count = 0;
        for (Settled next = first; next != null; next = settled.poll()) {
            consumer.acknowledge(next.record(), next.how());
            count++;
        }
        consumer.commitAsync();
        return count;
    }

    /** A lock that ran out is harmless: the task was given to another miner, and the ledger knows what is twice. */
    private static void logFailure(@Nullable Exception failure) {
        if (failure instanceof InvalidRecordStateException) {
            LOG.info("task-lock-expired effect=\"the task runs twice\"");
        } else if (failure != null) {
            LOG.warn("task-not-settled cause={}", failure.getClass().getSimpleName());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        consumer.close(LAST_SETTLEMENTS);
    }
}
