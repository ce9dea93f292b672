package dev.gapless.benchmarks.push;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.gapless.common.message.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** How old captured frames are when they can be read from each of the topics on their way: so the way is parted. */
final class TopicAges {

    /** The topics on the way, in its order. */
    static final List<String> TOPICS = List.of(TopicNames.CAPTURED_LIVE, TopicNames.CHANGES);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int LONGEST_MILLIS = 60_000;
    private static final Pattern STAMP = Pattern.compile("~([0-9]{13})");

    private final Map<String, int[]> ages = new TreeMap<>();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final List<Thread> threads;
    private volatile boolean measuring;
    private volatile boolean closed;

    /** Begins to read at the topics' ends. */
    TopicAges(String kafka) {
        TOPICS.forEach(topic -> ages.put(topic, new int[LONGEST_MILLIS + 1]));
        threads = TOPICS.stream()
                .map(topic -> Thread.ofPlatform().name("ages-" + topic).start(() -> read(kafka, topic)))
                .toList();
    }

    private void read(String kafka, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            int[] counts = Objects.requireNonNull(ages.get(topic));
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    note(counts, record.value());
                }
            }
        } catch (RuntimeException e) {
            failure.set(e);
        }
    }

    private void note(int[] counts, byte @Nullable [] value) {
        if (!measuring || value == null) {
            return;
        }
        Matcher stamp = STAMP.matcher(new String(value, ISO_8859_1));
        if (stamp.find()) {
            long age = System.currentTimeMillis() - Long.parseLong(stamp.group(1));
            counts[Math.clamp(age, 0, LONGEST_MILLIS)]++;
        }
    }

    /** Ages count from now on, or no longer. */
    void measuring(boolean on) {
        measuring = on;
    }

    /** Milliseconds below which this share of the ages lies; to be called after {@link #end}. */
    int age(String topic, double share) {
        int[] counts = Objects.requireNonNull(ages.get(topic));
        long all = 0;
        for (int count : counts) {
            all += count;
        }
        if (all == 0) {
            throw new IllegalStateException("%s: no stamp was read while ages counted".formatted(topic));
        }
        long below = 0;
        for (int millis = 0; millis < LONGEST_MILLIS; millis++) {
            below += counts[millis];
            if (below >= all * share) {
                return millis;
            }
        }
        return LONGEST_MILLIS;
    }

    /** Ends the reading. */
    void end() throws InterruptedException {
        closed = true;
        for (Thread thread : threads) {
            thread.join();
        }
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("topics could not be read", failed);
        }
    }
}
