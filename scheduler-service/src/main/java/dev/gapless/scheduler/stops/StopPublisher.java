package dev.gapless.scheduler.stops;

import dev.gapless.common.message.ControlSnapshot;
import dev.gapless.common.message.TopicNames;
import dev.gapless.scheduler.scheduling.ClusterLock;
import dev.gapless.scheduler.scheduling.ClusterLock.LockName;
import dev.gapless.scheduler.time.DatabaseClock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;

/**
 * Publishes all stops that hold as one record, after each change and regularly. One scheduler publishes at a time. It
 * sends the next record after Kafka has the one before, so the last record of the topic is the newest.
 */
final class StopPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(StopPublisher.class);
    private static final int SECONDS = 25;

    private final StopLedger stops;
    private final ReceiptLedger receipts;
    private final KafkaOperations<String, byte[]> kafka;
    private final ClusterLock turns;
    private final DatabaseClock clock;
    private final StopsProperties properties;

    /** The generation that this process has published last; of the loop's own thread. */
    private long latest;

    StopPublisher(
            StopLedger stops,
            ReceiptLedger receipts,
            KafkaOperations<String, byte[]> kafka,
            ClusterLock turns,
            DatabaseClock clock,
            StopsProperties properties) {
        this.stops = stops;
        this.receipts = receipts;
        this.kafka = kafka;
        this.turns = turns;
        this.clock = clock;
        this.properties = properties;
    }

    void publish() {
        // a change is asked for alone: replicas wait for it, and each statement takes its time
        if (stops.isChanged() || stops.isOld(clock.instant().minus(properties.republishAfter()))) {
            turns.runExclusively(LockName.CONTROL, this::publishPresent);
        }
    }

    private boolean publishPresent() {
        long generation = stops.generation();
        ControlSnapshot snapshot = new ControlSnapshot(
                generation, stops.active().stream().map(StopRow::active).toList());
        kafka.send(TopicNames.CONTROL, ControlSnapshot.KEY, snapshot.toBytes())
                .orTimeout(SECONDS, TimeUnit.SECONDS)
                .join();
        if (generation != latest) {
            latest = generation;
            LOG.info(
                    "stops-published generation={} stops={}",
                    generation,
                    snapshot.stops().size());
        }
        Instant now = clock.instant();
        stops.published(generation, now);
        receipts.forgetSilent(now.minus(properties.forgottenAfter()));
        return true;
    }
}
