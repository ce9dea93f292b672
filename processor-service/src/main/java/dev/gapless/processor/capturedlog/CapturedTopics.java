package dev.gapless.processor.capturedlog;

import dev.gapless.common.kafka.ConsumerSettings;
import dev.gapless.common.kafka.KafkaTopicIds;
import dev.gapless.common.message.TopicNames;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/** The captured topics, read again without a group: no group's offsets move. */
public final class CapturedTopics implements RawLog {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final long WAIT_SECONDS = 10;

    /** A record's time by Kafka may be that much before its receipt: two clocks. */
    private static final Duration SLACK = Duration.ofMinutes(10);

    private final KafkaProperties kafka;

    public CapturedTopics(KafkaProperties kafka) {
        this.kafka = kafka;
    }

    @Override
    public void read(RecordSelection selection, Reader reader) throws InterruptedException {
        try (Admin admin = Admin.create(kafka.buildAdminProperties());
                Consumer<byte[], byte[]> consumer = consumer()) {
            Map<String, UUID> ids = KafkaTopicIds.read(admin, TopicNames.CAPTURED);
            Map<TopicPartition, Long> ends = processed(admin);
            consumer.assign(ends.keySet());
            seek(consumer, ends, selection);
            read(consumer, ends, selection, ids, reader);
        }
    }

    /** What is still there begins here, by partition. */
    public Map<TopicPartition, Long> beginnings() throws InterruptedException {
        try (Admin admin = Admin.create(kafka.buildAdminProperties());
                Consumer<byte[], byte[]> consumer = consumer()) {
            return consumer.beginningOffsets(processed(admin).keySet());
        }
    }

    /** Kafka's own ids of the topics, by name. */
    public Map<String, UUID> ids() throws InterruptedException {
        return KafkaTopicIds.read(kafka.buildAdminProperties(), TopicNames.CAPTURED);
    }

    private static void seek(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, RecordSelection selection) {
        long time = selection.from().minus(SLACK).toEpochMilli();
        Map<TopicPartition, Long> times = new HashMap<>();
        ends.keySet().forEach(partition -> times.put(partition, Math.max(0, time)));
        Map<TopicPartition, @Nullable OffsetAndTimestamp> first = new HashMap<>(consumer.offsetsForTimes(times));
        ends.forEach((partition, end) -> {
            OffsetAndTimestamp found = first.get(partition);
            consumer.seek(partition, found == null ? end : found.offset());
        });
    }

    private static void read(
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends,
            RecordSelection selection,
            Map<String, UUID> ids,
            Reader reader)
            throws InterruptedException {
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                long end = ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L);
                UUID id = ids.get(record.topic());
                if (record.offset() < end && id != null && selection.holds(record)) {
                    reader.take(record, id);
                }
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("no longer wanted");
            }
        }
    }

    /** What the processors have not seen yet is no difference: it is on its way. */
    private static Map<TopicPartition, Long> processed(Admin admin) throws InterruptedException {
        try {
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin.listConsumerGroupOffsets(TopicNames.PROCESSOR_GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get(WAIT_SECONDS, TimeUnit.SECONDS)
                    .forEach((TopicPartition partition, @Nullable OffsetAndMetadata next) -> {
                        if (next != null && TopicNames.CAPTURED.contains(partition.topic())) {
                            ends.put(partition, next.offset());
                        }
                    });
            return ends;
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the processors' offsets cannot be read", e);
        }
    }

    private Consumer<byte[], byte[]> consumer() {
        return ConsumerSettings.open(ConsumerSettings.withoutGroup(kafka.buildConsumerProperties(), "captured-log"));
    }
}
