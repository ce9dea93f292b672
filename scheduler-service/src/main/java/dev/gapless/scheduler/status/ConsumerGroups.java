package dev.gapless.scheduler.status;

import dev.gapless.common.message.ParkedSources;
import dev.gapless.common.message.TopicNames;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kafka who reads its topics, and which sources' records wait at the processors. */
final class ConsumerGroups {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerGroups.class);
    private static final long PATIENCE_SECONDS = 3;

    /** The service behind each group. */
    private static final Map<String, String> SERVICES = Map.of(
            TopicNames.MINER_GROUP,
            "http-miner-service",
            "gapless-capture",
            "ws-capture-service",
            TopicNames.PROCESSOR_GROUP,
            "processor-service",
            "gapless-coverage",
            "checkpoint-service",
            "gapless-dead-letters",
            "checkpoint-service");

    /**
     * What Kafka said.
     *
     * @param stopped groups without a member, with the service that should be one
     * @param parked by source, in how many partitions its records wait for a manifest
     * @param unanswered why Kafka did not answer; null when it did
     */
    record ConsumerGroupState(
            SortedMap<String, String> stopped,
            Map<String, Integer> parked,
            @Nullable String unanswered) {}

    private final Map<String, Object> settings;

    /** @param settings of an admin client, which is opened for each reading */
    ConsumerGroups(Map<String, Object> settings) {
        this.settings = Map.copyOf(settings);
    }

    ConsumerGroupState read() throws InterruptedException {
        try (Admin admin = Admin.create(settings)) {
            SortedMap<String, String> stopped = new TreeMap<>();
            for (Map.Entry<String, String> group : SERVICES.entrySet()) {
                if (!hasMembers(admin, group.getKey())) {
                    stopped.put(group.getKey(), group.getValue());
                }
            }
            return new ConsumerGroupState(stopped, parked(admin), null);
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            LOG.debug("consumer-groups-unanswered", e);
            return new ConsumerGroupState(new TreeMap<>(), Map.of(), "Kafka does not answer");
        }
    }

    private static boolean hasMembers(Admin admin, String group)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return group.equals(TopicNames.MINER_GROUP)
                    ? admin
                            .describeShareGroups(List.of(group))
                            .all()
                            .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .values()
                            .stream()
                            .anyMatch(found -> !found.members().isEmpty())
                    : admin
                            .describeConsumerGroups(List.of(group))
                            .all()
                            .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .values()
                            .stream()
                            .anyMatch(found -> !found.members().isEmpty());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return false;
            }
            throw e;
        }
    }

    private static Map<String, Integer> parked(Admin admin)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, Integer> parked = new TreeMap<>();
        for (OffsetAndMetadata offset : offsets(admin).values()) {
            if (offset != null) {
                ParkedSources.read(offset.metadata())
                        .places()
                        .keySet()
                        .forEach(source -> parked.merge(source, 1, Integer::sum));
            }
        }
        return parked;
    }

    private static Map<?, OffsetAndMetadata> offsets(Admin admin)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return answer(
                    admin.listConsumerGroupOffsets(TopicNames.PROCESSOR_GROUP).partitionsToOffsetAndMetadata());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw e;
        }
    }

    private static <T> T answer(KafkaFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
