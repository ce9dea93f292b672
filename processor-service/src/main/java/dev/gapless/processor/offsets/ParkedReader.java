package dev.gapless.processor.offsets;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads records that wait, again and apart from the group: no committed offset moves. */
public final class ParkedReader {

    private static final Duration FIRST_POLL_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);
    private static final long TIME_LIMIT_NANOS = Duration.ofMillis(500).toNanos();

    /**
     * @param records of the source, in ascending order
     * @param next the offset up to which the partition was read
     */
    public record Portion(List<ConsumerRecord<byte[], byte[]>> records, long next) {}

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final int most;

    /** @param most records of a portion, about */
    public ParkedReader(Supplier<Consumer<byte[], byte[]>> consumers, int most) {
        this.consumers = consumers;
        this.most = most;
    }

    /**
     * A portion of a source's records, which takes a moment even where they are few among others.
     *
     * @param end offset to stop before
     */
    public Portion read(TopicPartition partition, String source, long from, long end) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            long started = System.nanoTime();
            Duration timeout = FIRST_POLL_TIMEOUT;
            long next = from;
            while (next < end && found.size() < most && System.nanoTime() - started < TIME_LIMIT_NANOS) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
                    if (record.offset() < end && BatchParking.source(record).equals(source)) {
                        found.add(record);
                    }
                }
                next = Math.min(end, consumer.position(partition));
                timeout = POLL_TIMEOUT;
            }
            return new Portion(List.copyOf(found), next);
        }
    }
}
