package dev.gapless.capture.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Everything of one topic whose key begins with a prefix. Used by one thread. */
public final class CaptureTopicTail implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String prefix;
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

    public CaptureTopicTail(String servers, String topic, String prefix) {
        this.prefix = prefix;
        this.consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** All that came so far, in the order of each partition. */
    public List<ConsumerRecord<byte[], byte[]>> records() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
            if (record.key() != null && new String(record.key(), UTF_8).startsWith(prefix)) {
                records.add(record);
            }
        }
        return List.copyOf(records);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
