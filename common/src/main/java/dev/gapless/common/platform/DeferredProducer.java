package dev.gapless.common.platform;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A producer that is opened when it is used for the first time, and not before the topics are ready. So a service
 * starts while Kafka's name does not resolve yet, and a producer's question never makes the broker create a topic.
 *
 * <p>Every use throws a {@link org.apache.kafka.common.KafkaException} while it cannot be opened; a later one tries
 * again. After {@link #close()} it throws an {@link IllegalStateException}, as Kafka's own does. Safe for many threads.
 */
public final class DeferredProducer implements Producer<byte[], byte[]> {

    private final RequiredTopics topics;
    private final Supplier<Producer<byte[], byte[]>> opener;
    private final Duration closeTimeout;
    private volatile @Nullable Producer<byte[], byte[]> open;
    private boolean closed;

    /** Its end waits for all records that were sent, as long as they may take. */
    public DeferredProducer(RequiredTopics topics, Map<String, Object> settings) {
        this(topics, settings, Duration.ofMillis(Long.MAX_VALUE));
    }

    /** @param closeTimeout how long its end waits for records that were sent */
    public DeferredProducer(RequiredTopics topics, Map<String, Object> settings, Duration closeTimeout) {
        this(
                topics,
                () -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()),
                closeTimeout);
    }

    DeferredProducer(RequiredTopics topics, Supplier<Producer<byte[], byte[]>> opener, Duration closeTimeout) {
        this.topics = topics;
        this.opener = opener;
        this.closeTimeout = closeTimeout;
    }

    private Producer<byte[], byte[]> opened() {
        Producer<byte[], byte[]> ready = open;
        return ready == null ? openNow() : ready;
    }

    private synchronized Producer<byte[], byte[]> openNow() {
        if (closed) {
            throw new IllegalStateException("the producer is closed");
        }
        if (!topics.ready()) {
            throw new TopicsNotReadyException();
        }
        Producer<byte[], byte[]> ready = open;
        if (ready == null) {
            ready = opener.get();
            open = ready;
        }
        return ready;
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return opened().send(record);
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        return opened().send(record, callback);
    }

    @Override
    public void flush() {
        opened().flush();
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        return opened().partitionsFor(topic);
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return opened().metrics();
    }

    @Override
    public Uuid clientInstanceId(Duration timeout) {
        return opened().clientInstanceId(timeout);
    }

    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {
        opened().registerMetricForSubscription(metric);
    }

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {
        opened().unregisterMetricFromSubscription(metric);
    }

    @Override
    public void initTransactions() {
        opened().initTransactions();
    }

    @Override
    public void beginTransaction() {
        opened().beginTransaction();
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        opened().sendOffsetsToTransaction(offsets, groupMetadata);
    }

    @Override
    public void commitTransaction() {
        opened().commitTransaction();
    }

    @Override
    public void abortTransaction() {
        opened().abortTransaction();
    }

    @Override
    public void close() {
        close(closeTimeout);
    }

    @Override
    public void close(Duration timeout) {
        Producer<byte[], byte[]> ready;
        synchronized (this) {
            closed = true;
            ready = open;
        }
        if (ready != null) {
            ready.close(timeout);
        }
    }
}
