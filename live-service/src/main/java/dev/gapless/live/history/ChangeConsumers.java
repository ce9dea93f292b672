package dev.gapless.live.history;

import dev.gapless.common.kafka.ConsumerSettings;
import dev.gapless.common.message.TopicNames;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/** Opens readers of {@code changes}. They belong to no group: every replica reads all partitions. */
final class ChangeConsumers {

    private static final long WAIT_SECONDS = 10;

    private final KafkaProperties kafka;
    private final String instance;
    private final int partitions;

    ChangeConsumers(KafkaProperties kafka, String instance, int partitions) {
        this.kafka = kafka;
        this.instance = instance;
        this.partitions = partitions;
    }

    List<TopicPartition> partitions() {
        return IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(TopicNames.CHANGES, partition))
                .toList();
    }

    /** @param purpose ends the client's id */
    Consumer<byte[], byte[]> open(String purpose) {
        Map<String, Object> config =
                ConsumerSettings.withoutGroup(kafka.buildConsumerProperties(), "live-" + instance + "-" + purpose);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return ConsumerSettings.open(config);
    }

    /** Kafka's id of the topic. */
    String epoch() throws InterruptedException {
        try (Admin admin = Admin.create(kafka.buildAdminProperties())) {
            return admin.describeTopics(List.of(TopicNames.CHANGES))
                    .allTopicNames()
                    .get(WAIT_SECONDS, TimeUnit.SECONDS)
                    .values()
                    .iterator()
                    .next()
                    .topicId()
                    .toString();
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the topic of changes cannot be described", e);
        }
    }
}
