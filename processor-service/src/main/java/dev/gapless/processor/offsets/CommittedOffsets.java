package dev.gapless.processor.offsets;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The group's offsets as Kafka has them now. A consumer that is polled before its positions are known asks for them by
 * itself, and keeps the answer. Its next question for the same partitions is answered from there, however old that is.
 */
final class CommittedOffsets {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private CommittedOffsets() {}

    /**
     * Waits for transactions that have not ended. The consumer must not be polled meanwhile.
     *
     * @return by partition; null where the group has no offset
     * @throws org.apache.kafka.common.errors.TimeoutException after 10 s without an answer
     */
    static Map<TopicPartition, @Nullable OffsetAndMetadata> read(
            Consumer<byte[], byte[]> consumer, Set<TopicPartition> partitions) {
        // the first question uses up an answer that a poll has left, the second is sent
        var _ = consumer.committed(partitions, TIMEOUT);
        return new HashMap<>(consumer.committed(partitions, TIMEOUT));
    }
}
