package dev.gapless.scheduler.status;

import dev.gapless.common.message.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many records came on topics in the last minute, by Kafka's own word: it keeps the time of each record. */
final class RecordRates {

    private static final Logger LOG = LoggerFactory.getLogger(RecordRates.class);
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final long PATIENCE_SECONDS = 3;

    /**
     * Records of the last minute. The last also counts the ends of transactions, so it is some more than changes.
     *
     * @param live captured over live connections
     * @param backfill captured by mining
     * @param changes published
     */
    record RecordsPerMinute(long live, long backfill, long changes) {}

    private final Map<String, Object> settings;

    /** @param settings of an admin client, which is opened for each reading */
    RecordRates(Map<String, Object> settings) {
        this.settings = Map.copyOf(settings);
    }

    /**
     * @param now the present; a clock that differs from Kafka's makes the minute longer or shorter
     * @return null when Kafka does not answer
     */
    @Nullable
    RecordsPerMinute read(Instant now) throws InterruptedException {
        try (Admin admin = Admin.create(settings)) {
            Map<String, Long> counts = counts(
                    admin, List.of(TopicNames.CAPTURED_LIVE, TopicNames.CAPTURED_BACKFILL, TopicNames.CHANGES), now);
            return new RecordsPerMinute(
                    counts.getOrDefault(TopicNames.CAPTURED_LIVE, 0L),
                    counts.getOrDefault(TopicNames.CAPTURED_BACKFILL, 0L),
                    counts.getOrDefault(TopicNames.CHANGES, 0L));
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            LOG.debug("record-rates-unanswered", e);
            return null;
        }
    }

    private static Map<String, Long> counts(Admin admin, List<String> topics, Instant now)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<TopicPartition> partitions = new ArrayList<>();
        for (TopicDescription topic : admin.describeTopics(topics)
                .allTopicNames()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .values()) {
            for (TopicPartitionInfo partition : topic.partitions()) {
                partitions.add(new TopicPartition(topic.name(), partition.partition()));
            }
        }
        Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest());
        Map<TopicPartition, Long> before = offsets(
                admin, partitions, OffsetSpec.forTimestamp(now.minus(PERIOD).toEpochMilli()));
        Map<String, Long> counts = new HashMap<>();
        for (TopicPartition partition : partitions) {
            long end = ends.getOrDefault(partition, 0L);
            long first = before.getOrDefault(partition, -1L);
            // no record is so young: the answer is -1
            counts.merge(partition.topic(), first < 0 ? 0 : Math.max(0, end - first), Long::sum);
        }
        return counts;
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, List<TopicPartition> partitions, OffsetSpec which)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> answer : admin.listOffsets(asked)
                .all()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .entrySet()) {
            offsets.put(answer.getKey(), answer.getValue().offset());
        }
        return offsets;
    }
}
