package dev.gapless.processor.intake;

import dev.gapless.common.kafka.ConsumerSettings;
import dev.gapless.common.kafka.ProducerSettings;
import dev.gapless.common.message.TopicNames;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/**
 * Opens the Kafka clients of a worker. What the correctness rests on is fixed here; timings may be set with
 * {@code spring.kafka.*.properties}.
 *
 * <p>The clients bear the instance's name, so that a process that is back after a crash goes on at once. Kafka ends its
 * transaction and gives it its partitions. When another process uses the name, one of the two goes on under a name that
 * is unique by itself. Both work.
 */
final class KafkaClients {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaClients.class);

    private final KafkaProperties kafka;
    private final Runnable awaitTopics;
    private final int partitions;
    private final String instance;
    private final int maxPollRecords;
    private volatile @Nullable String ownName;

    /**
     * @param awaitTopics returns when there is something to read and to write
     * @param partitions of each topic, as configured
     */
    KafkaClients(KafkaProperties kafka, Runnable awaitTopics, int partitions, String instance, int maxPollRecords) {
        this.kafka = kafka;
        this.awaitTopics = awaitTopics;
        this.partitions = partitions;
        this.instance = instance;
        this.maxPollRecords = maxPollRecords;
    }

    /** Another process uses the instance's name: what is opened from now on has a name that no other process has. */
    void takeOwnName() {
        if (ownName == null) {
            ownName = instance + "-" + UUID.randomUUID();
            LOG.warn("instance-name-taken instance={} own={} remedy=\"set gapless.instance\"", instance, ownName);
        }
    }

    private String name() {
        String own = ownName;
        return own == null ? instance : own;
    }

    /** @param worker number within this process; with the instance it names the member, the same after a restart */
    Consumer<byte[], byte[]> consumer(int worker) {
        awaitTopics.run();
        Map<String, Object> config = ConsumerSettings.ofGroup(
                kafka.buildConsumerProperties(), TopicNames.PROCESSOR_GROUP, memberName(name(), worker));
        config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        config.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        // a fetch that waits for live records keeps the next one, for history, from being sent
        config.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        if (ownName == null) {
            config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, memberName(instance, worker));
        }
        // gives equal partition numbers of both topics to the same member
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, ConfiguredRangeAssignor.class.getName());
        config.put(ConfiguredRangeAssignor.PARTITIONS, partitions);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
        return ConsumerSettings.open(config);
    }

    /**
     * The assignor goes by the order of names. With the worker's number first, each process has a first worker before
     * any has a second: more workers than partitions leave no process without work.
     */
    static String memberName(String instance, int worker) {
        return "processor-" + worker + "-" + instance;
    }

    /** Of no group: reads what was read before. */
    Consumer<byte[], byte[]> reader(int worker) {
        return ConsumerSettings.open(ConsumerSettings.withoutGroup(
                kafka.buildConsumerProperties(), "processor-" + name() + "-" + worker + "-parked"));
    }

    Producer<byte[], byte[]> producer(int worker) {
        Map<String, Object> config =
                ProducerSettings.durable(kafka.buildProducerProperties(), "processor-" + name() + "-" + worker);
        config.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000);
        config.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 12_000);
        config.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        config.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        config.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 65_536);
        // Kafka still ends the transaction before while the next one begins, and refuses it until then
        config.putIfAbsent(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 5);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "gapless-processor-" + name() + "-" + worker);
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return new KafkaProducer<>(config);
    }
}
