package dev.gapless.scheduler.accounts;

import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.message.UnreadableMessageException;
import dev.gapless.common.platform.KeyPartitioner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads what the captures are told: the whole compacted topic, from its beginning to its end. */
final class AssignmentTopic {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final int partitions;

    /** @param partitions of the topic, as configured */
    AssignmentTopic(Supplier<Consumer<String, byte[]>> consumers, int partitions) {
        this.consumers = consumers;
        this.partitions = partitions;
    }

    /**
     * What stands there of each account, by key; no value where its capture is ended. What stands in another partition
     * than its key's counts as absent: no capture acts on it.
     */
    Map<String, CaptureAssignment> read() {
        Map<String, CaptureAssignment> standing = new HashMap<>();
        try (Consumer<String, byte[]> consumer = consumers.get()) {
            List<TopicPartition> all = consumer.partitionsFor(TopicNames.CAPTURE_ASSIGNMENTS, WAIT).stream()
                    .map(found -> new TopicPartition(found.topic(), found.partition()))
                    .filter(partition -> partition.partition() < partitions)
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all, WAIT);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), WAIT) < end.getValue())) {
                consumer.poll(POLL).forEach(record -> note(standing, record));
            }
        }
        return standing;
    }

    private void note(Map<String, CaptureAssignment> standing, ConsumerRecord<String, byte[]> record) {
        String key = record.key();
        if (key == null
                || KeyPartitioner.partitionOf(key.getBytes(StandardCharsets.UTF_8), partitions) != record.partition()) {
            return;
        }
        CaptureAssignment assignment = assignment(record.value());
        if (assignment == null) {
            standing.remove(key);
        } else {
            standing.put(key, assignment);
        }
    }

    /** One that cannot be read is as good as none: it is told again. */
    private static @Nullable CaptureAssignment assignment(byte @Nullable [] value) {
        try {
            return value == null ? null : CaptureAssignment.fromBytes(value);
        } catch (UnreadableMessageException e) {
            return null;
        }
    }
}
