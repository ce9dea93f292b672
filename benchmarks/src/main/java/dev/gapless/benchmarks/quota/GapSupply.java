package dev.gapless.benchmarks.quota;

import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.benchmarks.rig.SandboxSource;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.StreamId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler, played: each credential has so many gaps out at any moment. A slice that ended is followed by the next
 * one of its gap, or by the next gap; one that was limited, when it said.
 */
final class GapSupply implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(50);
    static final String STREAM = "posts";

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("played-scheduler").factory());
    private final Thread thread;
    private final Map<Outcome, AtomicLong> outcomes = new ConcurrentHashMap<>();
    private final AtomicLong epoch = new AtomicLong();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final long from;
    private final long to;
    private volatile boolean closing;

    private GapSupply(BenchmarkRig rig) {
        Object servers = rig.servers().kafkaBootstrapServers();
        this.producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = consumer.partitionsFor(TopicNames.MINING_PROGRESS).stream()
                .map(part -> new TopicPartition(part.topic(), part.partition()))
                .toList();
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position);
        Instant now = Instant.now();
        this.from = MicrosecondTime.of(now.minus(Duration.ofDays(3)));
        this.to = MicrosecondTime.of(now.minus(Duration.ofMinutes(5)));
        this.thread = Thread.ofPlatform().name("played-scheduler-progress").unstarted(this::follow);
    }

    /** @param gaps of each credential that are out at once */
    static GapSupply start(BenchmarkRig rig, int credentials, int gaps) {
        GapSupply supply = new GapSupply(rig);
        for (int gap = 0; gap < gaps; gap++) {
            for (int number = 0; number < credentials; number++) {
                StreamId stream = new StreamId(SandboxSource.NAME, LimitedSandbox.account(number), STREAM);
                supply.send(stream, "gap-%s-%d".formatted(stream.account(), gap), null);
            }
        }
        supply.thread.start();
        return supply;
    }

    private void follow() {
        try {
            while (!closing) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    next(MiningProgress.fromBytes(record.value()));
                }
            }
        } catch (RuntimeException e) {
            failure.set(e);
        }
    }

    private void next(MiningProgress ended) {
        outcomes.computeIfAbsent(ended.outcome(), outcome -> new AtomicLong()).incrementAndGet();
        switch (ended.outcome()) {
            case ADVANCED -> send(ended.stream(), ended.gapId(), ended.resume());
            case COMPLETED -> send(ended.stream(), ended.gapId(), null);
            case LIMITED -> {
                long wait = Duration.between(Instant.now(), Objects.requireNonNull(ended.retryAt()))
                        .toMillis();
                var _ = later.schedule(
                        () -> send(ended.stream(), ended.gapId(), ended.resume()),
                        Math.max(0, wait),
                        TimeUnit.MILLISECONDS);
            }
            case FAILED, GONE, REFUSED ->
                throw new IllegalStateException(
                        "%s: %s (expected: a slice that ends well)".formatted(ended.outcome(), ended.reason()));
        }
    }

    private void send(StreamId stream, String gap, @Nullable String resume) {
        if (closing) {
            return;
        }
        long number = epoch.incrementAndGet();
        byte[] task = new MiningTask(
                        gap + ":" + number,
                        gap,
                        stream,
                        MiningMode.GAP_FILL,
                        from,
                        to,
                        resume,
                        number,
                        0,
                        Instant.now())
                .toBytes();
        // under a key of its own, so that tasks are spread over the queue's partitions
        var _ = producer.send(
                new ProducerRecord<>(
                        TopicNames.MINING_TASKS,
                        "%s#%d".formatted(stream.key(), number).getBytes(StandardCharsets.UTF_8),
                        task),
                (sent, e) -> {
                    if (e != null) {
                        failure.set(new IllegalStateException("a task was not taken", e));
                    }
                });
    }

    /** Slices that ended so since the start. */
    long slices(Outcome outcome) {
        AtomicLong count = outcomes.get(outcome);
        return count == null ? 0 : count.get();
    }

    /** @throws IllegalStateException when a slice failed, or a task was not taken */
    void requireWell() {
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("the played scheduler has failed", failed);
        }
    }

    @Override
    public void close() {
        closing = true;
        later.shutdownNow();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close();
        producer.close();
    }
}
