package dev.gapless.benchmarks.ledger;

import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.benchmarks.rig.LoopThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes changes that are ready made, in transactions with offsets in them, a batch each, as the processor does. */
final class BareProduce implements AutoCloseable {

    private final List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();
    private final String topic;
    private final int batch;
    private final ConsumerGroupMetadata group;

    /** @param topic that the offsets are of */
    BareProduce(BenchmarkRig rig, String topic, int batch) {
        this.topic = topic;
        this.batch = batch;
        this.group = group(rig);
        for (int i = 0; i < LoopThreads.COUNT; i++) {
            KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                    Map.of(
                            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                            rig.servers().kafkaBootstrapServers(),
                            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                            "bench-bare-" + i,
                            ProducerConfig.LINGER_MS_CONFIG,
                            5,
                            ProducerConfig.BATCH_SIZE_CONFIG,
                            65_536,
                            ProducerConfig.COMPRESSION_TYPE_CONFIG,
                            "lz4"),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
            producer.initTransactions();
            producers.add(producer);
        }
    }

    /** Of no owner: a consumer that never joins. */
    private static ConsumerGroupMetadata group(BenchmarkRig rig) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        rig.servers().kafkaBootstrapServers(),
                        ConsumerConfig.GROUP_ID_CONFIG,
                        "bench-bare"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            return consumer.groupMetadata();
        }
    }

    long run(List<ProducerRecord<byte[], byte[]>> changes) throws Exception {
        Map<Integer, List<ProducerRecord<byte[], byte[]>>> shares = BenchmarkData.shares(changes, LoopThreads.COUNT);
        return LoopThreads.run(index -> {
            List<ProducerRecord<byte[], byte[]>> mine = shares.getOrDefault(index, List.of());
            for (int from = 0; from < mine.size(); from += batch) {
                transaction(producers.get(index), index, mine.subList(from, Math.min(mine.size(), from + batch)));
            }
            return mine.size();
        });
    }

    private void transaction(
            KafkaProducer<byte[], byte[]> producer, int index, List<ProducerRecord<byte[], byte[]>> changes) {
        producer.beginTransaction();
        for (ProducerRecord<byte[], byte[]> change : changes) {
            var _ = producer.send(change);
        }
        producer.sendOffsetsToTransaction(
                Map.of(new TopicPartition(topic, index), new OffsetAndMetadata(changes.size())), group);
        producer.commitTransaction();
    }

    @Override
    public void close() {
        producers.forEach(KafkaProducer::close);
    }
}
