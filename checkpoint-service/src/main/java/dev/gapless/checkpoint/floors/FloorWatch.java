package dev.gapless.checkpoint.floors;

import dev.gapless.common.message.FloorAnswer.Floor;
import dev.gapless.common.message.FloorQuery.Partition;
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
 * runs; and deletes captured records that nobody needs any more. Used by one thread.
 */
final class FloorWatch {

    private static final Logger LOG = LoggerFactory.getLogger(FloorWatch.class);
    private static final String ARCHIVE_GROUP = "gapless-archive";

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
        List<@Nullable Floor> known = floors.note(partitions.stream()
                .map(partition -> new Partition(
                        partition.topic(),
                        ids.getOrDefault(partition.topic(), new UUID(0, 0)),
                        partition.partition(),
                        starts.get(partition),
                        null,
                        null))
                .toList());
        Map<TopicPartition, Floor> byPartition = new HashMap<>();
        for (int i = 0; i < known.size(); i++) {
            Floor floor = known.get(i);
            if (floor != null) {
                byPartition.put(partitions.get(i), floor);
            }
        }
        prune(byPartition, starts);
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
        if (!before.isEmpty()) {
            log.delete(before);
            LOG.info("captured-records-deleted partitions={}", before.size());
        }
    }
}
