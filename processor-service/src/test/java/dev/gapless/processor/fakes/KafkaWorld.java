package dev.gapless.processor.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.IntakeCounts;
import dev.gapless.common.message.TopicNames;
import dev.gapless.testing.servers.TestServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics around the processor, on a real broker. Each test looks at an account of its own. */
public final class KafkaWorld implements AutoCloseable {

    public static final String GROUP = "gapless-processors";
    public static final int PARTITIONS = 4;

    private final String servers = TestServers.get().kafkaBootstrapServers();
    private final String account = TestServers.unique("acc");
    private final Admin admin = Admin.create(Map.of("bootstrap.servers", servers));
    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "linger.ms", 5), new ByteArraySerializer(), new ByteArraySerializer());

    public KafkaWorld() throws ExecutionException, InterruptedException {
        for (String topic : List.of(
                TopicNames.CAPTURED_LIVE, TopicNames.CAPTURED_BACKFILL, TopicNames.CHANGES, TopicNames.DEAD_LETTERS)) {
            try {
                admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                        .all()
                        .get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    public String servers() {
        return servers;
    }

    public String account() {
        return account;
    }

    public void send(CapturedRecord... captured) {
        Stream.of(captured).map(CapturedRecords::toSend).forEach(this::send);
        producer.flush();
    }

    public void send(ProducerRecord<byte[], byte[]> record) {
        var _ = producer.send(record);
    }

    /** Waits until every captured record's offset is committed; what is not in {@code changes} then will never be. */
    public void awaitProcessed() {
        producer.flush();
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> unprocessed() == 0);
        books().forEach((partition, counts) -> {
            assertThat(counts.accounted()).as("%s %s", partition, counts).isEqualTo(counts.received());
        });
    }

    /** What is noted beside the offsets; each partition's offset must be as far on as records were received. */
    public Map<TopicPartition, IntakeCounts> books() {
        Map<TopicPartition, IntakeCounts> books = new HashMap<>();
        admin.listConsumerGroupOffsets(GROUP, new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata()
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .forEach((partition, next) -> {
                    IntakeCounts counts = IntakeCounts.read(next.metadata()).orElseThrow();
                    assertThat(next.offset() - counts.since())
                            .as("%s %s", partition, counts)
                            .isEqualTo(counts.received());
                    books.put(partition, counts);
                });
        return books;
    }

    private long unprocessed() throws ExecutionException, InterruptedException {
        var committed = admin.listConsumerGroupOffsets(GROUP)
                .partitionsToOffsetAndMetadata()
                .get();
        try (var reader = reader()) {
            Map<TopicPartition, Long> ends =
                    reader.endOffsets(partitions(TopicNames.CAPTURED_LIVE, TopicNames.CAPTURED_BACKFILL));
            long missing = 0;
            for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                var next = committed.get(end.getKey());
                missing += end.getValue() - (next == null ? 0 : next.offset());
            }
            return missing;
        }
    }

    /** As the topics' retention does in time. */
    public void forgetCaptured() throws ExecutionException, InterruptedException {
        List<TopicPartition> partitions = partitions(TopicNames.CAPTURED_LIVE, TopicNames.CAPTURED_BACKFILL);
        Map<TopicPartition, RecordsToDelete> before = new HashMap<>();
        try (var reader = reader()) {
            reader.endOffsets(partitions)
                    .forEach((partition, end) -> before.put(partition, RecordsToDelete.beforeOffset(end)));
        }
        admin.deleteRecords(before).all().get();
    }

    /** What a reader of committed records sees of this test's account, in each partition's order. */
    public List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (var reader = reader()) {
            List<TopicPartition> partitions = partitions(topic);
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = new HashMap<>(reader.endOffsets(partitions));
            while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
                reader.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
        return found.stream()
                .filter(record -> record.key() != null && new String(record.key(), UTF_8).contains("/" + account + "/"))
                .toList();
    }

    /** Partitions owned by each member of the group, by the member's instance. */
    public Map<String, Integer> owned() throws ExecutionException, InterruptedException {
        Map<String, Integer> owned = new HashMap<>();
        for (MemberDescription member : members()) {
            owned.put(
                    member.groupInstanceId().orElse("?"),
                    member.assignment().topicPartitions().size());
        }
        return owned;
    }

    private Collection<MemberDescription> members() throws ExecutionException, InterruptedException {
        try {
            var groups = admin.describeConsumerGroups(List.of(GROUP)).all().get();
            return Objects.requireNonNull(groups.get(GROUP)).members();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return List.of();
            }
            throw e;
        }
    }

    /** Takes a pod out of the group at once, as its session's end would in ten seconds; unless it has left. */
    public void forget(String instance, int workers) {
        Set<String> present = instances();
        List<MemberToRemove> members = IntStream.range(0, workers)
                .mapToObj(worker -> "processor-" + worker + "-" + instance)
                .filter(present::contains)
                .map(MemberToRemove::new)
                .toList();
        if (members.isEmpty()) {
            return;
        }
        admin.removeMembersFromConsumerGroup(GROUP, new RemoveMembersFromConsumerGroupOptions(members))
                .all()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private Set<String> instances() {
        return Objects.requireNonNull(admin.describeConsumerGroups(List.of(GROUP))
                        .all()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join()
                        .get(GROUP))
                .members()
                .stream()
                .flatMap(member -> member.groupInstanceId().stream())
                .collect(Collectors.toSet());
    }

    /** As Kafka does with a group that has had no member for long. */
    public void forgetGroup() {
        await().ignoreExceptions().until(() -> {
            admin.deleteConsumerGroups(List.of(GROUP)).all().get();
            return true;
        });
    }

    private KafkaConsumer<byte[], byte[]> reader() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static List<TopicPartition> partitions(String... topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                partitions.add(new TopicPartition(topic, partition));
            }
        }
        return partitions;
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
