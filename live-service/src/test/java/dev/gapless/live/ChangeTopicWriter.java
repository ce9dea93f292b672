package dev.gapless.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.StreamId;
import dev.gapless.testing.servers.TestServers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes changes as the processor does: each batch in a transaction, some of which are given up. */
final class ChangeTopicWriter implements AutoCloseable {

    static final int PARTITIONS = 4;

    private static final String TEXT = "für \\\"dich\\\"";

    private final String servers = TestServers.get().kafkaBootstrapServers();
    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "transactional.id", TestServers.unique("live-writer")),
            new ByteArraySerializer(),
            new ByteArraySerializer());

    ChangeTopicWriter() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic(TopicNames.CHANGES, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
        producer.initTransactions();
    }

    String servers() {
        return servers;
    }

    /** Changes of one channel with these ids, in one transaction. */
    void write(StreamId channel, int first, int count) {
        producer.beginTransaction();
        for (int id = first; id < first + count; id++) {
            var _ = producer.send(event(channel, Integer.toString(id), TEXT));
        }
        producer.commitTransaction();
    }

    /** Long changes of one channel with these ids, in one transaction. */
    void writeLong(StreamId channel, int first, int count, int characters) {
        producer.beginTransaction();
        for (int id = first; id < first + count; id++) {
            var _ = producer.send(event(channel, Integer.toString(id), "x".repeat(characters)));
        }
        producer.commitTransaction();
    }

    /** A transaction that readers must not see. */
    void writeAborted(StreamId channel, String id) {
        producer.beginTransaction();
        var _ = producer.send(event(channel, id, TEXT));
        producer.flush();
        producer.abortTransaction();
    }

    private static ProducerRecord<byte[], byte[]> event(StreamId channel, String id, String text) {
        var event = new ProducerRecord<>(
                TopicNames.CHANGES,
                (channel.key() + "/" + id).getBytes(UTF_8),
                ("{\"n\":\"" + id + "\",\"text\":\"" + text + "\"}").getBytes(UTF_8));
        Map.of(
                        "ce_id",
                        "change-" + id,
                        "ce_source",
                        "/sources/%s/accounts/%s/streams/%s"
                                .formatted(channel.source(), channel.account(), channel.stream()),
                        "ce_type",
                        "dev.gapless.item.created",
                        "ce_subject",
                        id,
                        "ce_time",
                        "2026-01-01T00:00:00Z",
                        "ce_gaplessversion",
                        "9007199254740993",
                        "ce_gaplessposition",
                        "1767225600000000",
                        "ce_gaplesspath",
                        "LIVE")
                .forEach((name, value) -> event.headers().add(name, value.getBytes(UTF_8)));
        return event;
    }

    /** As the topic's retention does in time. */
    void expireAll() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers));
                KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", servers),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            Map<TopicPartition, RecordsToDelete> before = new HashMap<>();
            List<TopicPartition> partitions = reader.partitionsFor(TopicNames.CHANGES).stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            reader.endOffsets(partitions).forEach((each, end) -> before.put(each, RecordsToDelete.beforeOffset(end)));
            admin.deleteRecords(before).all().get();
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
