package dev.gapless.checkpoint.coverage.floors;

import dev.gapless.common.message.FloorRequest.Partition;
import dev.gapless.common.message.FloorResponse.Floor;
import dev.gapless.common.message.TopicNames;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the floors with what Kafka still has, so that records which are gone are missed also while no processor
 * runs. Notes what is published, before Kafka can forget the processors' offsets. Deletes records that no service needs
 * any more. Used by one thread.
 */
final class FloorWatch {

    private static final Logger LOG = LoggerFactory.getLogger(FloorWatch.class);
    private static final String ARCHIVE_GROUP = "gapless-archive";

    /** Topics whose records are in tables once their group has read them. */
    private static final Map<String, String> READ_BY =
            Map.of(TopicNames.COVERAGE, "gapless-coverage", TopicNames.DEAD_LETTERS, "gapless-dead-letters");

    private final CapturedLog log;
    private final IntakeFloors floors;
    private final Clock clock;
    private final Duration keepRecords;

    FloorWatch(CapturedLog log, IntakeFloors floors, Clock clock, Duration keepRecords) {
        this.log = log;
        this.floors = floors;
        this.clock = clock;
        this.keepRecords = keepRecords;
    }

    void look() {
        List<TopicPartition> partitions = new ArrayList<>(log.describe());
        partitions.sort(Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition));
        Map<String, UUID> ids = log.ids();
        floors.abandonOtherTopics(ids);
        Map<TopicPartition, Long> starts = log.starts(partitions);
        Map<TopicPartition, Long> published = log.committed(TopicNames.PROCESSOR_GROUP);
        List<@Nullable Floor> known = floors.note(partitions.stream()
                .map(partition -> new Partition(
                        partition.topic(),
                        ids.getOrDefault(partition.topic(), new UUID(0, 0)),
                        partition.partition(),
                        starts.get(partition),
                        null,
                        published.get(partition)))
                .toList());
        Map<TopicPartition, Floor> byPartition = new HashMap<>();
        for (int i = 0; i < known.size(); i++) {
            Floor floor = known.get(i);
            if (floor != null) {
                byPartition.put(partitions.get(i), floor);
            }
        }
        prune(byPartition, starts);
        READ_BY.forEach(this::pruneRead);
    }

    /** Below all of: decided, published, archived where there is an archive, and older than what is kept. */
    private void prune(Map<TopicPartition, Floor> known, Map<TopicPartition, Long> starts) {
        Map<TopicPartition, Long> old =
                log.since(List.copyOf(known.keySet()), clock.instant().minus(keepRecords));
        Map<TopicPartition, Long> archived = log.committed(ARCHIVE_GROUP);
        Map<TopicPartition, Long> before = new HashMap<>();
        known.forEach((partition, floor) -> {
            long offset = Math.min(floor.decided(), floor.published());
            // where no record is as young as that, all are old
            offset = Math.min(offset, old.getOrDefault(partition, offset));
            offset = Math.min(offset, archived.isEmpty() ? offset : archived.getOrDefault(partition, 0L));
            if (offset > starts.getOrDefault(partition, 0L)) {
                before.put(partition, offset);
            }
        });
        delete(before);
    }

    private void pruneRead(String topic, String group) {
        Map<TopicPartition, Long> read = new HashMap<>(log.committed(group));
        read.keySet().removeIf(partition -> !partition.topic().equals(topic));
        List<TopicPartition> partitions = List.copyOf(read.keySet());
        if (partitions.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> old = log.since(partitions, clock.instant().minus(keepRecords));
        Map<TopicPartition, Long> starts = log.starts(partitions);
        Map<TopicPartition, Long> before = new HashMap<>();
        read.forEach((partition, offset) -> {
            long end = Math.min(offset, old.getOrDefault(partition, offset));
            if (end > starts.getOrDefault(partition, 0L)) {
                before.put(partition, end);
            }
        });
        delete(before);
    }

    private void delete(Map<TopicPartition, Long> before) {
        if (!before.isEmpty()) {
            log.delete(before);
            LOG.info("records-deleted first-kept={}", before);
        }
    }
}
