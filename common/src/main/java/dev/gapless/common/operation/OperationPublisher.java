package dev.gapless.common.operation;

import dev.gapless.common.kafka.AckedSend;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Publishes the records of an operation, each once. Before a portion its job saves where the topics end. A replica that
 * takes over reads from there which records Kafka has already, and leaves them out.
 */
public final class OperationPublisher {

    /** Names the operation and the unit of a record, as {@code <operation>/<unit>}. */
    public static final String HEADER = "gapless-operation";

    private static final Duration POLL = Duration.ofMillis(100);

    private final Producer<byte[], byte[]> producer;
    private final Supplier<Consumer<byte[], byte[]>> consumers;

    /** @param consumers without a group; each is closed after use */
    public OperationPublisher(Producer<byte[], byte[]> producer, Supplier<Consumer<byte[], byte[]>> consumers) {
        this.producer = producer;
        this.consumers = consumers;
    }

    /**
     * @param producer acknowledged by all replicas
     * @param settings of consumers, as the application has them
     * @param client names the consumers to operators
     */
    public static OperationPublisher of(
            Producer<byte[], byte[]> producer, Map<String, Object> settings, String client) {
        Map<String, Object> config = new HashMap<>(settings);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, client);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // records that expire while they are read: the next ones are read then, and not only what comes later
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new OperationPublisher(
                producer, () -> new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    /** Where the topics end now, by topic and partition. */
    public Map<String, Map<Integer, Long>> ends(Collection<String> topics) {
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            Map<String, Map<Integer, Long>> ends = new HashMap<>();
            consumer.endOffsets(partitions)
                    .forEach((partition, end) -> ends.computeIfAbsent(partition.topic(), topic -> new HashMap<>())
                            .put(partition.partition(), end));
            return ends;
        }
    }

    /**
     * The units of the operation that Kafka has.
     *
     * @param since as {@link #ends} told before they were sent; empty when nothing was sent
     */
    public Set<String> published(UUID operation, Map<String, Map<Integer, Long>> since) {
        Set<String> units = new HashSet<>();
        if (since.isEmpty()) {
            return units;
        }
        String prefix = operation + "/";
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            Map<TopicPartition, Long> from = new HashMap<>();
            since.forEach((topic, offsets) ->
                    offsets.forEach((partition, offset) -> from.put(new TopicPartition(topic, partition), offset)));
            Map<TopicPartition, Long> ends = consumer.endOffsets(from.keySet());
            Map<TopicPartition, Long> first = consumer.beginningOffsets(from.keySet());
            consumer.assign(from.keySet());
            from.forEach((partition, offset) ->
                    consumer.seek(partition, Math.max(offset, first.getOrDefault(partition, 0L))));
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    Header header = record.headers().lastHeader(HEADER);
                    String value = header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
                    if (value.startsWith(prefix)) {
                        units.add(value.substring(prefix.length()));
                    }
                }
            }
        }
        return units;
    }

    /** The header that makes a record this operation's. */
    public static byte[] header(UUID operation, String unit) {
        return (operation + "/" + unit).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Returns when Kafka has acknowledged all of them; when this throws, it may have some.
     *
     * @throws OperationStoppedException when the claim is not held any more; then nothing was sent
     */
    public void send(OperationRun run, List<ProducerRecord<byte[], byte[]>> records) throws InterruptedException {
        run.requireHeld();
        try {
            AckedSend.sendAll(producer, records);
        } catch (KafkaException e) {
            throw new KafkaException("a record of operation " + run.id() + " did not arrive", e);
        }
    }
}
