package dev.gapless.live.completeness;

import dev.gapless.common.kafka.KafkaTopicIds;
import dev.gapless.common.message.FloorRequest;
import dev.gapless.common.message.FloorResponse.Floor;
import dev.gapless.common.message.TopicNames;
import dev.gapless.live.history.LogOffsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Finds a place in {@code changes} below which every change stands that the ledger has accepted so far.
 *
 * <p>The processors commit their offsets in the transaction that publishes. So once their offsets have reached the
 * floors, all that was decided below the floors is published.
 */
final class PublishedOffsets implements AutoCloseable {

    private static final long WAIT_SECONDS = 10;
    private static final long LOOK_MILLIS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HeldCoverageClient checkpoint;
    private final Map<String, Object> settings;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Admin admin;

    PublishedOffsets(HeldCoverageClient checkpoint, Map<String, Object> settings) {
        this.checkpoint = checkpoint;
        this.settings = Map.copyOf(settings);
    }

    /** @throws TimeoutException when the processors do not publish what is decided within a minute */
    LogOffsets afterAllDecided() throws ExecutionException, TimeoutException, InterruptedException {
        Map<String, TopicDescription> topics = opened().describeTopics(
                        List.of(TopicNames.CAPTURED_LIVE, TopicNames.CAPTURED_BACKFILL, TopicNames.CHANGES))
                .allTopicNames()
                .get(WAIT_SECONDS, TimeUnit.SECONDS);
        awaitPublished(floors(topics));
        return endOfChanges(Objects.requireNonNull(topics.get(TopicNames.CHANGES)));
    }

    private Map<TopicPartition, Long> floors(Map<String, TopicDescription> topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        List<FloorRequest.Partition> asked = new ArrayList<>();
        for (String name : TopicNames.CAPTURED) {
            TopicDescription topic = Objects.requireNonNull(topics.get(name));
            UUID id = KafkaTopicIds.uuid(topic.topicId());
            topic.partitions().forEach(each -> {
                partitions.add(new TopicPartition(name, each.partition()));
                asked.add(new FloorRequest.Partition(name, id, each.partition(), null, null, null));
            });
        }
        List<Floor> found = checkpoint.floors(asked);
        Map<TopicPartition, Long> floors = new LinkedHashMap<>();
        for (int i = 0; i < partitions.size(); i++) {
            floors.put(partitions.get(i), found.get(i).decided());
        }
        return floors;
    }

    private void awaitPublished(Map<TopicPartition, Long> floors)
            throws ExecutionException, TimeoutException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!committed(floors)) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("the processors have not published what is decided");
            }
            if (closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new TimeoutException("the service stops");
            }
        }
    }

    private boolean committed(Map<TopicPartition, Long> floors)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> offsets = opened().listConsumerGroupOffsets(
                        TopicNames.PROCESSOR_GROUP, new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata()
                .get(WAIT_SECONDS, TimeUnit.SECONDS);
        return floors.entrySet().stream().allMatch(floor -> {
            OffsetAndMetadata offset = offsets.get(floor.getKey());
            return floor.getValue() == 0 || (offset != null && offset.offset() >= floor.getValue());
        });
    }

    private LogOffsets endOfChanges(TopicDescription changes)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = new LinkedHashMap<>();
        changes.partitions()
                .forEach(each -> wanted.put(new TopicPartition(changes.name(), each.partition()), OffsetSpec.latest()));
        long[] next = new long[wanted.size()];
        opened().listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get(WAIT_SECONDS, TimeUnit.SECONDS)
                .forEach((partition, end) -> next[partition.partition()] = end.offset());
        return new LogOffsets(changes.topicId().toString(), next);
    }

    private synchronized Admin opened() {
        Admin open = admin;
        if (open == null) {
            open = Admin.create(settings);
            admin = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        closed.countDown();
        Admin open = admin;
        if (open != null) {
            open.close(Duration.ofSeconds(1));
            admin = null;
        }
    }
}
