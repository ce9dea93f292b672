package dev.gapless.processor.intake;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Kafka's range assignor, over the configured number of partitions only. Partitions that are added by hand hold no
 * records of ours. If one of the two captured topics had more partitions, an item's records would get two owners.
 */
public final class ConfiguredRangeAssignor extends RangeAssignor implements Configurable {

    /** How a consumer is told the number. */
    static final String PARTITIONS = "gapless.partitions";

    private int partitions;

    @Override
    public void configure(Map<String, ?> configs) {
        partitions = Integer.parseInt(String.valueOf(configs.get(PARTITIONS)));
    }

    @Override
    public Map<String, List<TopicPartition>> assignPartitions(
            Map<String, List<PartitionInfo>> partitionsPerTopic, Map<String, Subscription> subscriptions) {
        Map<String, List<PartitionInfo>> configured = new HashMap<>();
        partitionsPerTopic.forEach((topic, all) -> configured.put(
                topic,
                all.stream()
                        .filter(partition -> partition.partition() < partitions)
                        .toList()));
        return super.assignPartitions(configured, subscriptions);
    }
}
