package dev.gapless.checkpoint.coverage.floors;

import dev.gapless.checkpoint.jdbc.ArrayColumns;
import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.platform.ApiProblem;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Whether the ledger has all decisions that were ever published. After a restore from a backup it has not, until the
 * processors have decided the lost records again. What is not in the ledger then says nothing about the source.
 *
 * <p>A restored database has another server start time. That time is read after each comparison. When it has changed,
 * Kafka is asked for the processors' published offsets.
 */
public final class LedgerContinuity {

    private static final String BEHIND = """
            select a.topic_id, a.partition, a.published, coalesce(f.decided, 0) as decided
              from unnest(?::uuid[], ?::integer[], ?::bigint[]) as a (topic_id, partition, published)
              left join intake_floor f using (topic_id, partition)
             where coalesce(f.decided, 0) < a.published
             limit 1
            """;

    private record Published(UUID topicId, int partition, long offset) {}

    private static final ArrayColumns<Published> COLUMNS = new ArrayColumns<Published>()
            .uuid(Published::topicId)
            .int4(Published::partition)
            .int8(Published::offset);

    private final JdbcTemplate jdbc;
    private final BatchStatements statements;
    private final CapturedLog log;
    private volatile @Nullable Instant confirmedStart;

    LedgerContinuity(JdbcTemplate jdbc, CapturedLog log) {
        this.jdbc = jdbc;
        this.statements = new BatchStatements(jdbc);
        this.log = log;
    }

    /**
     * Returns when all published decisions were in the database at this moment and before, back to the server's start.
     *
     * @throws org.springframework.web.ErrorResponseException 503 while some are missing, and while Kafka does not tell
     */
    public void require() {
        Instant start = Objects.requireNonNull(
                        jdbc.queryForObject("select pg_postmaster_start_time()", OffsetDateTime.class))
                .toInstant();
        if (start.equals(confirmedStart)) {
            return;
        }
        statements
                .query(
                        BEHIND,
                        COLUMNS,
                        published(),
                        (row, number) -> refusal(
                                row.getString("topic_id"),
                                row.getInt("partition"),
                                row.getLong("decided"),
                                row.getLong("published")))
                .forEach(refusal -> {
                    throw refusal;
                });
        confirmedStart = start;
    }

    private List<Published> published() {
        try {
            return told();
        } catch (KafkaException e) {
            throw ApiProblem.unavailable(
                    "Kafka did not say what is published: " + e.getClass().getSimpleName(),
                    "ask again when it is back");
        }
    }

    private List<Published> told() {
        log.describe();
        Map<String, UUID> ids = log.ids();
        List<Published> published = new ArrayList<>();
        for (Map.Entry<TopicPartition, Long> committed :
                log.committed(TopicNames.PROCESSOR_GROUP).entrySet()) {
            UUID id = ids.get(committed.getKey().topic());
            if (id != null) {
                published.add(new Published(id, committed.getKey().partition(), committed.getValue()));
            }
        }
        return published;
    }

    private static RuntimeException refusal(String topicId, int partition, long decided, long published) {
        return ApiProblem.unavailable(
                "topic %s partition %d: the database has decided %d (expected: at least %d, which is published)"
                        .formatted(topicId, partition, decided, published),
                "ask again in some seconds: processors decide again what a restored database lost");
    }
}
