package dev.gapless.checkpoint.coverage.floors;

import dev.gapless.checkpoint.coverage.windows.CapturedTopicIds;
import dev.gapless.common.kafka.KafkaTopicIds;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.TopicNames;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka has of the captured topics. Its client is opened with the first question: when the service starts, Kafka's
 * name may not resolve yet. Safe for all threads.
 */
final class CapturedLog implements CapturedTopicIds, AutoCloseable {

    private static final long WAIT_SECONDS = 10;

    private final Map<String, Object> settings;
    private @Nullable Admin open;
    private volatile Map<String, UUID> ids = Map.of();

    /** @param settings of an admin client */
    CapturedLog(Map<String, Object> settings) {
        this.settings = Map.copyOf(settings);
    }

    private synchronized Admin admin() {
        Admin admin = open;
        if (admin == null) {
            admin = Admin.create(settings);
            open = admin;
        }
        return admin;
    }

    @Override
    public synchronized void close() {
        if (open != null) {
            open.close();
        }
    }

    @Override
    public UUID of(IngestPath path) {
        String topic = path == IngestPath.LIVE ? TopicNames.CAPTURED_LIVE : TopicNames.CAPTURED_BACKFILL;
        UUID known = ids.get(topic);
        if (known == null) {
            describe();
            known = ids.get(topic);
        }
        if (known == null) {
            throw new KafkaException("the id of topic %s is unknown".formatted(topic));
        }
        return known;
    }

    /** Kafka's ids of the topics, by name. */
    Map<String, UUID> ids() {
        return ids;
    }

    /** Asks anew for the ids and partitions of both topics. */
    List<TopicPartition> describe() {
        Map<String, TopicDescription> topics =
                await(admin().describeTopics(TopicNames.CAPTURED).allTopicNames());
        Map<String, UUID> found = new HashMap<>();
        topics.forEach((name, topic) -> found.put(name, KafkaTopicIds.uuid(topic.topicId())));
        ids = Map.copyOf(found);
        return topics.values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
    }

    /** The first offsets that Kafka still has. */
    Map<TopicPartition, Long> starts(List<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.earliest());
    }

    /** The offsets of the first records that are as young as that; without a partition that has none. */
    Map<TopicPartition, Long> since(List<TopicPartition> partitions, Instant instant) {
        Map<TopicPartition, Long> offsets = offsets(partitions, OffsetSpec.forTimestamp(instant.toEpochMilli()));
        offsets.values().removeIf(offset -> offset < 0);
        return offsets;
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, spec));
        Map<TopicPartition, ListOffsetsResultInfo> told =
                await(admin().listOffsets(asked).all());
        Map<TopicPartition, Long> offsets = new HashMap<>();
        told.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    /** What a consumer group has committed; empty for a group that never did. */
    Map<TopicPartition, Long> committed(String group) {
        Map<TopicPartition, OffsetAndMetadata> told =
                await(admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Map<TopicPartition, Long> offsets = new HashMap<>();
        told.forEach((partition, next) -> {
            if (next != null) {
                offsets.put(partition, next.offset());
            }
        });
        return offsets;
    }

    /** @param before by partition, the first offset that is kept */
    void delete(Map<TopicPartition, Long> before) {
        Map<TopicPartition, RecordsToDelete> records = new HashMap<>();
        before.forEach((partition, offset) -> records.put(partition, RecordsToDelete.beforeOffset(offset)));
        await(admin().deleteRecords(records).all());
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("Kafka did not answer about the captured topics", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
