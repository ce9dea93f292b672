package dev.gapless.processor.intake;

import dev.gapless.common.message.IntakeCounts;
import dev.gapless.common.message.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How far each owned partition is processed, by Kafka's own word, and what became of its records. */
final class Positions {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** No batch of any configuration holds more records. */
    private static final long LARGEST_BATCH = 10_000;

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> processed = new HashMap<>();
    private final Map<TopicPartition, IntakeCounts> counts = new HashMap<>();
    private final Map<TopicPartition, Long> doubts = new HashMap<>();

    Positions(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * Goes back to the first record not processed, in all owned partitions. An offset whose transaction has not ended
     * yet is waited for.
     */
    Recovery rewind() {
        processed.clear();
        counts.clear();
        doubts.clear();
        Set<TopicPartition> owned = consumer.assignment();
        Map<TopicPartition, @Nullable OffsetAndMetadata> committed = new HashMap<>(consumer.committed(owned, PATIENCE));
        Map<TopicPartition, Long> first = consumer.beginningOffsets(owned, PATIENCE);
        Map<TopicPartition, Long> ends = consumer.endOffsets(owned, PATIENCE);
        Map<TopicPartition, Long> history = new HashMap<>();
        Map<TopicPartition, Long> live = new HashMap<>();
        for (TopicPartition partition : owned) {
            long end = ends.getOrDefault(partition, 0L);
            OffsetAndMetadata known = committed.get(partition);
            OffsetAndMetadata next = known == null ? new OffsetAndMetadata(first.getOrDefault(partition, 0L)) : known;
            consumer.seek(partition, next);
            processed.put(partition, next.offset());
            counts.put(partition, counts(next));
            note(partition, next);
            if (partition.topic().equals(Topics.CAPTURED_LIVE)) {
                live.put(partition, Math.min(end, next.offset() + LARGEST_BATCH));
            } else {
                Doubt.read(next.metadata()).ifPresent(until -> history.put(partition, Math.min(end, until)));
            }
        }
        return new Recovery(consumer, history, live);
    }

    /**
     * The offsets with the counts of their partitions noted beside them.
     *
     * @param more what is to be added to the counts; partitions without are noted as they stand
     */
    Map<TopicPartition, OffsetAndMetadata> counted(
            Map<TopicPartition, OffsetAndMetadata> offsets, Map<TopicPartition, IntakeCounts> more) {
        Map<TopicPartition, OffsetAndMetadata> counted = new HashMap<>();
        offsets.forEach((partition, next) -> {
            IntakeCounts before = counts.getOrDefault(partition, IntakeCounts.from(next.offset()));
            IntakeCounts now = before.plus(more.getOrDefault(partition, IntakeCounts.from(0)));
            String doubt = next.metadata();
            String note = doubt.isEmpty() ? now.toNote() : doubt + " " + now.toNote();
            counted.put(partition, new OffsetAndMetadata(next.offset(), next.leaderEpoch(), note));
        });
        return counted;
    }

    /** @param offsets as they were committed, with their counts */
    void advance(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, next) -> {
            processed.put(partition, next.offset());
            counts.put(partition, counts(next));
            note(partition, next);
        });
    }

    /** As noted in Kafka: by partition, the first offset not in doubt. */
    Map<TopicPartition, Long> doubts() {
        return Map.copyOf(doubts);
    }

    private void note(TopicPartition partition, OffsetAndMetadata next) {
        OptionalLong until = Doubt.read(next.metadata());
        if (until.isPresent()) {
            doubts.put(partition, until.getAsLong());
        } else {
            doubts.remove(partition);
        }
    }

    /** First offset not processed, by partition. */
    Map<TopicPartition, Long> processed() {
        return Map.copyOf(processed);
    }

    private static IntakeCounts counts(OffsetAndMetadata next) {
        return IntakeCounts.read(next.metadata()).orElseGet(() -> IntakeCounts.from(next.offset()));
    }
}
