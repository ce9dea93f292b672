package dev.gapless.processor.offsets;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * What has to be processed, after starting over, before the usual order of live records and history may rule again.
 *
 * <p>One batch at most was decided and not published, of each former owner. Was it history, there is a note beside the
 * offsets, and that history goes first. Was it live, the live records next in line go first. Either way the changes of
 * an item come out in the order in which the ledger accepted them.
 */
public final class InDoubtRecovery {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> history;
    private final Map<TopicPartition, Long> live;

    /**
     * @param history by partition, up to where history is in doubt
     * @param live by partition, up to where live records may be
     */
    public InDoubtRecovery(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> history, Map<TopicPartition, Long> live) {
        this.consumer = consumer;
        this.history = new HashMap<>(history);
        this.live = new HashMap<>(live);
    }

    /** History to be processed before anything else, by partition up to which offset. */
    public Map<TopicPartition, Long> historyInDoubt() {
        return Map.copyOf(history);
    }

    /** True while no history may be processed. */
    public boolean awaitsLive() {
        return !live.isEmpty();
    }

    /** All records polled so far are processed. */
    public void settle() {
        (history.isEmpty() ? live : history).entrySet().removeIf(this::reached);
    }

    /** By the consumer's position, which also moves on where the records have meanwhile expired. */
    private boolean reached(Map.Entry<TopicPartition, Long> goal) {
        return consumer.position(goal.getKey(), TIMEOUT) >= goal.getValue();
    }
}
