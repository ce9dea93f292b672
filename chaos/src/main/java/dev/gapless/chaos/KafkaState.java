package dev.gapless.chaos;

import dev.gapless.standalone.suite.GaplessSuite;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What Kafka holds of a suite, asked and changed as an administrator would. */
final class KafkaState implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);

    /** A member that was stopped without leaving counts until its session is over, 10 s. */
    private static final int MAX_TRIES = 40;

    private final Admin admin;
    private final Map<String, Object> settings;

    private KafkaState(Map<String, Object> settings) {
        this.settings = settings;
        this.admin = Admin.create(settings);
    }

    static KafkaState of(GaplessSuite suite) {
        return new KafkaState(Map.of("bootstrap.servers", suite.servers().kafkaBootstrapServers()));
    }

    private static <T> T await(KafkaFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IOException("Kafka refused: " + e.getCause(), e.getCause());
        }
    }

    private List<TopicPartition> partitions(Collection<String> topics) throws IOException, InterruptedException {
        List<TopicPartition> partitions = new ArrayList<>();
        await(admin.describeTopics(topics).allTopicNames())
                .forEach((name, topic) -> topic.partitions()
                        .forEach(partition -> partitions.add(new TopicPartition(name, partition.partition()))));
        return partitions;
    }

    /** The offsets behind the last records. */
    Map<TopicPartition, Long> ends(Collection<String> topics) throws IOException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions(topics).forEach(partition -> asked.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        await(admin.listOffsets(asked).all()).forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /** What a group has committed; empty for one that never did. */
    Map<TopicPartition, Long> committed(String group) throws IOException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> told =
                await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Map<TopicPartition, Long> offsets = new HashMap<>();
        told.forEach((partition, next) -> {
            if (next != null) {
                offsets.put(partition, next.offset());
            }
        });
        return offsets;
    }

    /** @param before by partition, the first offset that stays */
    void deleteRecords(Map<TopicPartition, Long> before) throws IOException, InterruptedException {
        Map<TopicPartition, RecordsToDelete> records = new HashMap<>();
        before.forEach((partition, offset) -> records.put(partition, RecordsToDelete.beforeOffset(offset)));
        await(admin.deleteRecords(records).all());
    }

    /** The groups of all kinds, by name. */
    Map<String, GroupType> groups() throws IOException, InterruptedException {
        Map<String, GroupType> groups = new HashMap<>();
        await(admin.listGroups().all())
                .forEach(group -> groups.put(group.groupId(), group.type().orElse(GroupType.CLASSIC)));
        return groups;
    }

    /** Deletes a group and what it has committed; waits for members that did not say goodbye. */
    void deleteGroup(String name, GroupType type) throws IOException, InterruptedException {
        List<String> group = List.of(name);
        for (int tries = 1; ; tries++) {
            try {
                await(
                        type == GroupType.SHARE
                                ? admin.deleteShareGroups(group).all()
                                : admin.deleteConsumerGroups(group).all());
                return;
            } catch (IOException e) {
                if (!(e.getCause() instanceof GroupNotEmptyException) || tries == MAX_TRIES) {
                    throw e;
                }
                Thread.sleep(POLL.toMillis());
            }
        }
    }

    /** A topic's records from the first to the last, those of aborted transactions left out. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) throws IOException, InterruptedException {
        List<TopicPartition> partitions = partitions(List.of(topic));
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<String, Object> reading = new HashMap<>(settings);
        reading.put("isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(
                            partition -> consumer.position(partition) < Objects.requireNonNull(ends.get(partition)))) {
                consumer.poll(POLL).forEach(records::add);
            }
        }
        return records;
    }

    @Override
    public void close() {
        admin.close();
    }
}
