package dev.gapless.benchmarks.ledger;

import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.benchmarks.rig.LoopThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a stretch of a topic and does nothing with it. */
final class BareConsume {

    private static final Duration POLL = Duration.ofMillis(100);

    private final String bootstrap;
    private final String topic;
    private final String isolation;

    public BareConsume(BenchmarkRig rig, String topic, String isolation) {
        this.bootstrap = rig.servers().kafkaBootstrapServers();
        this.topic = topic;
        this.isolation = isolation;
    }

    /** Where the topic ends now, by partition. */
    public Map<TopicPartition, Long> ends() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            return new HashMap<>(consumer.endOffsets(partitions()));
        }
    }

    /** @return records read */
    public long run(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) throws Exception {
        return LoopThreads.run(index -> {
            List<TopicPartition> mine = partitions().stream()
                    .filter(partition -> partition.partition() % LoopThreads.COUNT == index)
                    .toList();
            try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
                consumer.assign(mine);
                mine.forEach(partition -> consumer.seek(partition, from.getOrDefault(partition, 0L)));
                return read(consumer, mine, to);
            }
        });
    }

    private static long read(
            KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> mine, Map<TopicPartition, Long> to) {
        long records = 0;
        long bytes = 0;
        while (mine.stream().anyMatch(partition -> consumer.position(partition) < to.getOrDefault(partition, 0L))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                records++;
                bytes += record.value().length;
            }
        }
        if (records > bytes) {
            throw new IllegalStateException("records without values were read");
        }
        return records;
    }

    private List<TopicPartition> partitions() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int number = 0; number < BenchmarkRig.PARTITIONS; number++) {
            partitions.add(new TopicPartition(topic, number));
        }
        return partitions;
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        2_000,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        isolation),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
