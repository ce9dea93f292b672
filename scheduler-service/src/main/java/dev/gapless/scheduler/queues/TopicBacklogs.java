package dev.gapless.scheduler.queues;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Reads from Kafka how many records wait for a group. */
public final class TopicBacklogs {

    private static final long PATIENCE_SECONDS = 5;

    private TopicBacklogs() {}

    /**
     * Of a consumer group, by topic.
     *
     * @param topics others are left out, and so are those of which the group never committed an offset
     */
    public static Map<String, Long> ofConsumers(Admin admin, String group, Set<String> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetAndMetadata> committed = committed(admin, group);
        committed
                .entrySet()
                .removeIf(entry -> entry.getValue() == null
                        || !topics.contains(entry.getKey().topic()));
        Map<TopicPartition, OffsetSpec> latest = committed.keySet().stream()
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResultInfo> ends =
                admin.listOffsets(latest).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        Map<String, Long> backlogs = new HashMap<>();
        ends.forEach((partition, end) -> {
            OffsetAndMetadata read = committed.get(partition);
            if (read != null) {
                backlogs.merge(partition.topic(), Math.max(0, end.offset() - read.offset()), Long::sum);
            }
        });
        return backlogs;
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, String group)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            return new HashMap<>(admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return new HashMap<>();
            }
            throw e;
        }
    }

    /** Of a share group, by topic; records that are delivered and not acknowledged count. */
    static Map<String, Long> ofSharers(Admin admin, String group)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, Long> backlogs = new HashMap<>();
        for (Map.Entry<TopicPartition, SharePartitionOffsetInfo> partition :
                shared(admin, group).entrySet()) {
            if (partition.getValue() != null) {
                partition
                        .getValue()
                        .lag()
                        .ifPresent(lag -> backlogs.merge(partition.getKey().topic(), lag, Long::sum));
            }
        }
        return backlogs;
    }

    private static Map<TopicPartition, SharePartitionOffsetInfo> shared(Admin admin, String group)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            return admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                    .partitionsToOffsetInfo(group)
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw e;
        }
    }
}
