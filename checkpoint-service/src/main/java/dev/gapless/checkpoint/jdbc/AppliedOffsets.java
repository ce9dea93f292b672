package dev.gapless.checkpoint.jdbc;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How far a consumer's records were applied to this database, in the table {@code applied_offset}. A database that is
 * restored has lost what was applied since, and Kafka's offsets of the group stand behind that. The consumer is then
 * set back to what the database says. Applying a record again must change nothing.
 *
 * <p>Used by the consumer's thread.
 */
public final class AppliedOffsets {

    private static final Logger LOG = LoggerFactory.getLogger(AppliedOffsets.class);

    private static final String MOVE = """
            insert into applied_offset as held (topic, partition, next_offset)
            values (?, ?, ?)
                on conflict (topic, partition) do update
               set next_offset = excluded.next_offset
             where held.next_offset = ?
            """;

    private final JdbcTemplate jdbc;
    private final Map<TopicPartition, Long> seen = new HashMap<>();
    private final Map<TopicPartition, Long> setBackTo = new HashMap<>();

    public AppliedOffsets(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Sets the consumer back where the database lacks records before these.
     *
     * @return true when it was set back; then none of these records may be applied, and the next poll brings them again
     */
    public boolean setBack(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records) {
        boolean behind = false;
        Set<TopicPartition> partitions = records.partitions();
        for (TopicPartition partition : partitions) {
            long first = records.records(partition).getFirst().offset();
            Long applied = applied(partition);
            seen.put(partition, applied == null ? 0 : applied);
            if (applied != null && applied < first) {
                long start = Math.max(applied, beginning(consumer, partition));
                // Kafka has offsets without records: it was set back to there before, and got nothing from between
                if (start < first && !Long.valueOf(start).equals(setBackTo.get(partition))) {
                    LOG.warn("database-behind-its-log partition={} applied={} read={}", partition, start, first);
                    setBackTo.put(partition, start);
                    behind = true;
                }
            }
        }
        if (behind) {
            for (TopicPartition partition : partitions) {
                long first = records.records(partition).getFirst().offset();
                consumer.seek(partition, new OffsetAndMetadata(setBackTo.getOrDefault(partition, first)));
            }
        }
        return behind;
    }

    private static Long beginning(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        return Objects.requireNonNull(
                consumer.beginningOffsets(Set.of(partition)).get(partition));
    }

    /** Null when nothing of it was ever applied to this database: then it lacks nothing that it had. */
    private @Nullable Long applied(TopicPartition partition) {
        List<@Nullable Long> next = jdbc.queryForList(
                "select next_offset from applied_offset where topic = ? and partition = ?",
                Long.class,
                partition.topic(),
                partition.partition());
        return next.isEmpty() ? null : next.getFirst();
    }

    /**
     * The records that were looked at last are applied.
     *
     * @throws OptimisticLockingFailureException when another process has moved a partition since, or the database was
     *     restored in between; the records are to be read again
     */
    public void move(ConsumerRecords<byte[], byte[]> records) {
        Collection<TopicPartition> partitions = records.partitions();
        for (TopicPartition partition : partitions) {
            long next = records.records(partition).getLast().offset() + 1;
            long expected = seen.getOrDefault(partition, 0L);
            if (jdbc.update(MOVE, partition.topic(), partition.partition(), next, expected) == 0) {
                throw new OptimisticLockingFailureException(
                        "applied offset of %s is not %d any more".formatted(partition, expected));
            }
            setBackTo.remove(partition);
        }
    }
}
