package dev.gapless.checkpoint.records.accounting;

import dev.gapless.common.kafka.KafkaTopicIds;
import dev.gapless.common.message.IntakeCounts;
import dev.gapless.common.message.TopicNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads what the processors noted beside their offsets, and counts what is kept of it here. */
final class RecordAccounting {

    private static final Set<String> TOPICS = Set.of(TopicNames.CAPTURED_LIVE, TopicNames.CAPTURED_BACKFILL);
    private static final long WAIT_SECONDS = 10;

    private static final String KEPT = """
            select count(distinct origin_offset)
              from dead_letter
             where origin_topic = :topic
               and origin_partition = :partition
               and origin_offset >= :since
               and origin_offset < :committed
            """;

    private static final String ACCEPTED = """
            select count(*)
              from item_chain
             where topic_id = :topic
               and log_partition = :partition
               and log_offset >= :since
               and log_offset < :committed
            """;

    private final Map<String, Object> kafka;
    private final JdbcClient jdbc;

    /** @param kafka settings of an admin client, which is opened for each reading */
    RecordAccounting(Map<String, Object> kafka, JdbcClient jdbc) {
        this.kafka = Map.copyOf(kafka);
        this.jdbc = jdbc;
    }

    /**
     * Partitions of which no processor of this release has ended a batch yet have no books.
     *
     * @param ledger true to count the versions in the ledger too, which takes as long as they are many
     * @throws KafkaException when Kafka does not answer
     */
    RecordAccountingReport read(boolean ledger) {
        Map<String, UUID> ids;
        Map<TopicPartition, OffsetAndMetadata> offsets;
        try (Admin admin = Admin.create(kafka)) {
            ids = ledger ? ids(admin) : Map.of();
            offsets = offsets(admin);
        }
        List<PartitionAccounting> accounts = new ArrayList<>();
        offsets.forEach((partition, next) -> {
            if (TOPICS.contains(partition.topic())) {
                IntakeCounts.read(next.metadata())
                        .ifPresent(counts -> accounts.add(account(partition, next.offset(), counts, ids)));
            }
        });
        accounts.sort(
                Comparator.comparing(PartitionAccounting::topic).thenComparingInt(PartitionAccounting::partition));
        return new RecordAccountingReport(accounts);
    }

    private PartitionAccounting account(
            TopicPartition partition, long committed, IntakeCounts counts, Map<String, UUID> ids) {
        long kept = jdbc.sql(KEPT)
                .param("topic", partition.topic())
                .param("partition", partition.partition())
                .param("since", counts.since())
                .param("committed", committed)
                .query(Long.class)
                .single();
        UUID id = ids.get(partition.topic());
        Long accepted = id == null
                ? null
                : jdbc.sql(ACCEPTED)
                        .param("topic", id)
                        .param("partition", partition.partition())
                        .param("since", counts.since())
                        .param("committed", committed)
                        .query(Long.class)
                        .single();
        return new PartitionAccounting(partition.topic(), partition.partition(), committed, counts, kept, accepted);
    }

    /** Those of transactions that have ended only. */
    private static Map<TopicPartition, OffsetAndMetadata> offsets(Admin admin) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        try {
            admin.listConsumerGroupOffsets(
                            TopicNames.PROCESSOR_GROUP, new ListConsumerGroupOffsetsOptions().requireStable(true))
                    .partitionsToOffsetAndMetadata()
                    .get(WAIT_SECONDS, TimeUnit.SECONDS)
                    .forEach((partition, next) -> {
                        if (next != null) {
                            offsets.put(partition, next);
                        }
                    });
            return offsets;
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the processors' offsets cannot be read", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static Map<String, UUID> ids(Admin admin) {
        try {
            return KafkaTopicIds.read(admin, TopicNames.CAPTURED);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
