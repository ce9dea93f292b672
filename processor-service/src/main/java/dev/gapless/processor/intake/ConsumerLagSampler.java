package dev.gapless.processor.intake;

import dev.gapless.processor.offsets.PartitionProgress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every few seconds how far behind a worker is; asks Kafka, since paused partitions do not tell. */
final class ConsumerLagSampler {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerLagSampler.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final PartitionProgress positions;
    private final ConsumerLagGauges board;
    private final int worker;
    private final Clock clock;
    private Instant looked = Instant.EPOCH;

    ConsumerLagSampler(
            Consumer<byte[], byte[]> consumer,
            PartitionProgress positions,
            ConsumerLagGauges board,
            int worker,
            Clock clock) {
        this.consumer = consumer;
        this.positions = positions;
        this.board = board;
        this.worker = worker;
        this.clock = clock;
    }

    void lookWhenDue() {
        Instant now = clock.instant();
        // by the distance: a clock that was set back must not freeze the figure
        if (Duration.between(looked, now).abs().compareTo(EVERY) < 0) {
            return;
        }
        looked = now;
        try {
            look();
        } catch (TimeoutException e) {
            LOG.warn("lag-unknown worker={} cause={}", worker, e.getClass().getSimpleName());
        }
    }

    private void look() {
        Map<TopicPartition, Long> processed = positions.processed();
        Map<String, Long> lag = new HashMap<>();
        consumer.endOffsets(processed.keySet(), TIMEOUT)
                .forEach((partition, end) ->
                        lag.merge(partition.topic(), end - processed.getOrDefault(partition, end), Long::sum));
        board.report(worker, lag, positions.parking().partitionsBySource());
    }
}
