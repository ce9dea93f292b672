package dev.gapless.processor.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.kafka.ConsumerSettings;
import dev.gapless.testing.servers.TestServers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What a worker reads of the group's offsets when it starts over. */
class CommittedOffsetsIT {

    private final String servers = TestServers.get().kafkaBootstrapServers();
    private final String topic = TestServers.unique("committed");
    private final TopicPartition partition = new TopicPartition(topic, 0);

    /** A worker that believes an older answer publishes again what it has published since. */
    @Test
    void a_poll_before_the_positions_are_known_leaves_no_older_answer_behind() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        Map<String, Object> settings =
                ConsumerSettings.ofGroup(Map.of("bootstrap.servers", servers), topic, "committed");
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        try (Consumer<byte[], byte[]> consumer = ConsumerSettings.open(settings);
                var producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers, "transactional.id", topic),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.initTransactions();
            for (long offset = 1; offset <= 5; offset++) {
                consumer.unsubscribe();
                consumer.subscribe(List.of(topic));
                while (consumer.assignment().isEmpty()) {
                    consumer.poll(Duration.ofMillis(1));
                }
                Map<TopicPartition, OffsetAndMetadata> next = Map.of(partition, new OffsetAndMetadata(offset));
                producer.beginTransaction();
                producer.sendOffsetsToTransaction(next, consumer.groupMetadata());
                producer.commitTransaction();

                assertThat(CommittedOffsets.read(consumer, Set.of(partition))).isEqualTo(new HashMap<>(next));
            }
        }
    }
}
