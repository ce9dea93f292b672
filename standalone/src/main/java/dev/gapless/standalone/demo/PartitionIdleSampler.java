package dev.gapless.standalone.demo;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks twice a second for captured partitions that have records and whose committed offset stands. */
final class PartitionIdleSampler {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionIdleSampler.class);
    private static final long LOOK_MILLIS = 500;

    private final SettleWaiter.SettleProbe probe;
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Map<TopicPartition, Long> idleSince = new HashMap<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("partition-idle-sampler").daemon().unstarted(this::run);
    private volatile long longestNanos;

    PartitionIdleSampler(SettleWaiter.SettleProbe probe) {
        this.probe = probe;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stopping.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                sample();
            }
        } catch (InterruptedException e) {
            LOG.debug("partition-idle-sampler-interrupted");
        }
    }

    /** A look that fails makes the idle times longer, never shorter. */
    private void sample() throws InterruptedException {
        try {
            Map<TopicPartition, Long> ends = probe.ends();
            look(ends, probe.processed(), System.nanoTime());
        } catch (IllegalStateException e) {
            LOG.info("partition-idle-sample-failed cause={}", e.toString());
        }
    }

    /** What was to be processed is asked before what is processed. */
    void look(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> processed, long nanos) {
        ends.forEach((partition, end) -> {
            long done = processed.getOrDefault(partition, 0L);
            Long before = committed.put(partition, done);
            Long since = idleSince.get(partition);
            if (since != null) {
                longestNanos = Math.max(longestNanos, nanos - since);
            }
            if (done >= end) {
                idleSince.remove(partition);
            } else if (since == null || before == null || done > before) {
                idleSince.put(partition, nanos);
            }
        });
    }

    /** Ends the looks. @return the longest time that a partition was idle */
    Duration stop() throws InterruptedException {
        stopping.countDown();
        if (thread.isAlive()) {
            thread.join();
        }
        return longest();
    }

    Duration longest() {
        return Duration.ofNanos(longestNanos);
    }
}
