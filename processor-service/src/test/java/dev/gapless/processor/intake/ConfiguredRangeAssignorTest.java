package dev.gapless.processor.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.TopicNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ConfiguredRangeAssignorTest {

    private static final Subscription BOTH = new Subscription(TopicNames.CAPTURED);

    @Test
    void partitions_added_to_one_topic_by_hand_leave_an_item_its_one_owner() {
        ConfiguredRangeAssignor assignor = new ConfiguredRangeAssignor();
        assignor.configure(Map.of(ConfiguredRangeAssignor.PARTITIONS, 12));

        Map<String, List<TopicPartition>> shared = assignor.assignPartitions(
                Map.of(
                        TopicNames.CAPTURED_LIVE, partitions(TopicNames.CAPTURED_LIVE, 25),
                        TopicNames.CAPTURED_BACKFILL, partitions(TopicNames.CAPTURED_BACKFILL, 12)),
                new TreeMap<>(Map.of("one", BOTH, "two", BOTH, "three", BOTH)));

        assertThat(shared).hasSize(3).allSatisfy((member, owned) -> {
            assertThat(numbers(owned, TopicNames.CAPTURED_LIVE)).hasSize(4);
            assertThat(numbers(owned, TopicNames.CAPTURED_BACKFILL))
                    .isEqualTo(numbers(owned, TopicNames.CAPTURED_LIVE));
        });
    }

    @Test
    void more_workers_than_partitions_leave_no_process_without_work() {
        ConfiguredRangeAssignor assignor = new ConfiguredRangeAssignor();
        assignor.configure(Map.of(ConfiguredRangeAssignor.PARTITIONS, 12));
        Map<String, Subscription> members = new TreeMap<>();
        for (String process : List.of("a", "b", "c", "d")) {
            for (int worker = 0; worker < 4; worker++) {
                Subscription member = new Subscription(TopicNames.CAPTURED);
                member.setGroupInstanceId(Optional.of(KafkaClients.memberName(process, worker)));
                members.put(process + worker, member);
            }
        }

        Map<String, List<TopicPartition>> shared = assignor.assignPartitions(
                Map.of(
                        TopicNames.CAPTURED_LIVE, partitions(TopicNames.CAPTURED_LIVE, 12),
                        TopicNames.CAPTURED_BACKFILL, partitions(TopicNames.CAPTURED_BACKFILL, 12)),
                members);

        Map<String, Integer> byProcess = new TreeMap<>();
        shared.forEach((member, owned) -> byProcess.merge(
                member.substring(0, 1), numbers(owned, TopicNames.CAPTURED_LIVE).size(), Integer::sum));
        assertThat(byProcess).isEqualTo(Map.of("a", 3, "b", 3, "c", 3, "d", 3));
    }

    private static Set<Integer> numbers(List<TopicPartition> owned, String topic) {
        return owned.stream()
                .filter(partition -> partition.topic().equals(topic))
                .map(TopicPartition::partition)
                .collect(Collectors.toSet());
    }

    private static List<PartitionInfo> partitions(String topic, int count) {
        Node broker = new Node(1, "localhost", 9092);
        Node[] replicas = {broker};
        return IntStream.range(0, count)
                .mapToObj(number -> new PartitionInfo(topic, number, broker, replicas, replicas))
                .toList();
    }
}
