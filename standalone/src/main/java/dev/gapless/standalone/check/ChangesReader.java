package dev.gapless.standalone.check;

import dev.gapless.common.message.TopicNames;
import dev.gapless.standalone.check.CheckEvidence.Published;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the whole topic as any downstream reader would: only what was committed, from its first record. */
final class ChangesReader {

    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final Map<String, Object> client;
    private final String source;

    /** @param client what connects a Kafka client */
    ChangesReader(Map<String, Object> client, String source) {
        this.client = Map.copyOf(client);
        this.source = source;
    }

    List<Published> read() {
        List<Published> changes = new ArrayList<>();
        read((change, at) -> changes.add(change));
        return changes;
    }

    /** @param each told a change, and when it was published */
    void read(BiConsumer<Published, Instant> each) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = consumer.partitionsFor(TopicNames.CHANGES).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            // for a read_committed consumer this is the last stable offset: everything decided
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(TIMEOUT)) {
                    tell(record, each);
                }
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The source is {@code /sources/S/accounts/A/streams/T}. */
    private void tell(ConsumerRecord<byte[], byte[]> record, BiConsumer<Published, Instant> each) {
        String[] path = header(record, "ce_source").split("/", -1);
        if (!path[2].equals(source)) {
            return;
        }
        each.accept(
                new Published(
                        new ItemKey(path[4], path[6], header(record, "ce_subject")),
                        Long.parseLong(header(record, "ce_gaplessversion")),
                        header(record, "ce_type").endsWith(".deleted"),
                        header(record, "ce_id")),
                Instant.ofEpochMilli(record.timestamp()));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        if (header == null) {
            throw new IllegalStateException(
                    "%s-%d@%d: no header %s".formatted(record.topic(), record.partition(), record.offset(), name));
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
