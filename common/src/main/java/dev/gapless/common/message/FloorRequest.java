package dev.gapless.common.message;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code POST /internal/v1/floors}: how far are these captured partitions decided? JSON. */
public record FloorRequest(List<Partition> partitions) {

    public FloorRequest {
        partitions = List.copyOf(partitions);
    }

    /**
     * @param topic its name
     * @param topicId Kafka's id of the topic
     * @param partition of the topic, from 0
     * @param logStart the first offset that Kafka still has; null when the sender did not ask Kafka
     * @param logEnd the offset that the next record will get; null when the sender did not ask Kafka
     * @param published the offset below which the sender knows all changes to be published; null when it knows of none
     */
    public record Partition(
            String topic,
            UUID topicId,
            int partition,
            @Nullable Long logStart,
            @Nullable Long logEnd,
            @Nullable Long published) {}
}
