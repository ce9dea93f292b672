package dev.gapless.capture.assignments;

import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.message.Topics;
import dev.gapless.common.message.UnreadableMessageException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the compacted topic from its beginning each time a partition is given to this process: what stands in it is
 * the whole of what to capture, so no offset is ever committed.
 */
final class AssignmentLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AssignmentLoop.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(8);

    private final Consumer<byte[], byte[]> consumer;
    private final Assigned assigned;
    private final Thread thread = Thread.ofPlatform().name("assignments").unstarted(this::run);
    private volatile boolean stopping;

    AssignmentLoop(Consumer<byte[], byte[]> consumer, Assigned assigned) {
        this.consumer = consumer;
        this.assigned = assigned;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            consumer.subscribe(List.of(Topics.CAPTURE_ASSIGNMENTS), new Ownership());
            while (!stopping) {
                pollOnce();
            }
            assigned.endAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            consumer.close();
        }
    }

    private void pollOnce() throws InterruptedException {
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                apply(record);
            }
        } catch (WakeupException e) {
            LOG.debug("assignments-woken stopping={}", stopping);
        } catch (KafkaException e) {
            LOG.warn("assignments-not-readable cause={}", e.getClass().getSimpleName());
            Thread.sleep(PAUSE);
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        byte @Nullable [] value = record.value();
        try {
            assigned.apply(
                    record.partition(),
                    new String(record.key(), StandardCharsets.UTF_8),
                    value == null ? null : CaptureAssignment.fromBytes(value),
                    consumer.groupMetadata().generationId());
        } catch (UnreadableMessageException e) {
            LOG.error("assignment-unreadable partition={} offset={}", record.partition(), record.offset(), e);
        }
    }

    @Override
    public void close() {
        stopping = true;
        consumer.wakeup();
        try {
            if (thread.isAlive() && !thread.join(STOP)) {
                LOG.warn("assignments-still-ending");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Ownership implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            consumer.seekToBeginning(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            try {
                assigned.end(partitions.stream().map(TopicPartition::partition).toList());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
