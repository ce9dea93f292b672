package dev.gapless.common.platform;

import dev.gapless.common.message.ControlSnapshot;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.message.UnreadableMessageException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topic {@code gapless.control} from its beginning, and then on, for as long as the service runs. Twice a
 * second it asks the broker for the topic's end: a position that has reached it proves that no stop was missed. So a
 * scheduler that is away stops nothing, and a broker that is away stops everything.
 */
final class ControlTopicReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControlTopicReader.class);
    private static final String LOOP = "control";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final long PAUSE_MILLIS = 1_000;

    private final RequiredTopics topics;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final TopicPartition partition;
    private final ControlReading reading;
    private final LoopHealth health;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("control-topic").daemon().unstarted(this::run);

    /** @param partitions of the topic, as configured */
    ControlTopicReader(
            RequiredTopics topics,
            Supplier<Consumer<byte[], byte[]>> consumers,
            int partitions,
            UpstreamGate gate,
            LoopHealth health) {
        this.topics = topics;
        this.consumers = consumers;
        byte[] key = ControlSnapshot.KEY.getBytes(StandardCharsets.UTF_8);
        this.partition = new TopicPartition(TopicNames.CONTROL, KeyPartitioner.partitionOf(key, partitions));
        this.reading = new ControlReading(gate);
        this.health = health;
    }

    void start() {
        thread.start();
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void run() {
        try {
            while (!isClosed()) {
                session();
            }
        } catch (TopicsNotReadyException e) {
            LOG.debug("control-topic-left cause=\"the service stops\"");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void session() throws InterruptedException {
        try {
            topics.await();
            try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                follow(consumer);
            }
        } catch (KafkaException e) {
            if (!isClosed()) {
                LOG.warn("control-topic-away cause={}", e.toString());
                health.interrupted(LOOP, e);
            }
            boolean _ = closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        reading.fromBeginning();
        while (!isClosed()) {
            for (ConsumerRecord<byte[], byte[]> read : consumer.poll(POLL)) {
                note(read);
            }
            prove(consumer);
        }
    }

    private void note(ConsumerRecord<byte[], byte[]> read) {
        ControlSnapshot snapshot = snapshot(read);
        if (snapshot != null) {
            reading.read(snapshot);
        }
    }

    /** A record that cannot be read is a newer scheduler's: what is stopped already stays so. */
    private static @Nullable ControlSnapshot snapshot(ConsumerRecord<byte[], byte[]> read) {
        if (read.value() == null) {
            return null;
        }
        try {
            return ControlSnapshot.fromBytes(read.value());
        } catch (UnreadableMessageException e) {
            LOG.error("control-record-unreadable offset={} effect=\"the stops stay as they were\"", read.offset(), e);
            return null;
        }
    }

    private void prove(Consumer<byte[], byte[]> consumer) {
        long asked = System.nanoTime();
        long end = consumer.endOffsets(List.of(partition), ANSWER).getOrDefault(partition, Long.MAX_VALUE);
        if (consumer.position(partition, ANSWER) >= end) {
            reading.reachedEnd(asked);
            health.running(LOOP);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            if (!thread.join(ANSWER)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
