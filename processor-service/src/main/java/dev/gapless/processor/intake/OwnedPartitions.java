package dev.gapless.processor.intake;

import dev.gapless.common.message.TopicNames;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions this worker owns. Told of changes by the consumer, from inside its {@code poll}, so it is used by one
 * thread.
 */
final class OwnedPartitions implements ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(OwnedPartitions.class);

    private final Set<TopicPartition> owned = new HashSet<>();
    private int version;

    /** Grows with each change; who remembers it can tell whether records polled then are still its own. */
    int version() {
        return version;
    }

    List<TopicPartition> live() {
        return of(TopicNames.CAPTURED_LIVE);
    }

    List<TopicPartition> backfill() {
        return of(TopicNames.CAPTURED_BACKFILL);
    }

    /**
     * An item must have one owner, or its changes would lose their order.
     *
     * @throws IllegalStateException unless the same partition numbers of both topics are owned
     */
    void requireSameNumbersOfBothTopics() {
        Set<Integer> live = numbers(live());
        Set<Integer> backfill = numbers(backfill());
        if (!live.equals(backfill)) {
            throw new IllegalStateException(
                    "partitions: live %s, backfill %s (expected: the same of both; give both topics as many)"
                            .formatted(live, backfill));
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        owned.addAll(partitions);
        changed("assigned");
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        owned.removeAll(partitions);
        changed("revoked");
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        owned.removeAll(partitions);
        changed("lost");
    }

    private void changed(String how) {
        version++;
        LOG.info("partitions-changed how={} live={} backfill={}", how, numbers(live()), numbers(backfill()));
    }

    private List<TopicPartition> of(String topic) {
        return owned.stream().filter(owns -> owns.topic().equals(topic)).toList();
    }

    private static Set<Integer> numbers(List<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).collect(Collectors.toCollection(TreeSet::new));
    }
}
