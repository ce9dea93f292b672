package dev.gapless.processor.intake;

import dev.gapless.common.kafka.LastDurable;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.platform.LoopHealth;
import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.processor.batch.AwaitedSources;
import dev.gapless.processor.batch.BatchCommitter;
import dev.gapless.processor.batch.BatchTransactions;
import dev.gapless.processor.batch.IntakeMetrics;
import dev.gapless.processor.capturedlog.TopicIds;
import dev.gapless.processor.changes.ChangePublisher;
import dev.gapless.processor.commit.FloorClient;
import dev.gapless.processor.deadletters.DeadLetterPublisher;
import dev.gapless.processor.offsets.ParkedReader;
import dev.gapless.processor.offsets.PartitionProgress;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import org.apache.kafka.clients.consumer.Consumer;

/** How a worker's session is put together around its own two Kafka clients. */
record ConsumerSessionFactory(
        KafkaClients clients,
        TopicIds topicIds,
        LedgerPorts ledger,
        Publishers publishers,
        LoopHealth health,
        IntakeMeters meters,
        AwaitedSources awaited,
        IntakeProperties properties,
        UpstreamGate gate,
        Clock clock) {

    /** What decides records and keeps the floors. */
    record LedgerPorts(BatchCommitter decider, FloorClient floors) {}

    /** What a transaction publishes, and who is told that it was committed. */
    record Publishers(ChangePublisher changes, DeadLetterPublisher deadLetters, LastDurable durable) {}

    /** What is measured. */
    record IntakeMeters(ConsumerLagGauges lag, IntakeMetrics intake) {}

    Consumer<byte[], byte[]> consumer(int worker) {
        return clients.consumer(worker);
    }

    BatchTransactions transactions(int worker) {
        return new BatchTransactions(
                () -> clients.producer(worker), publishers.changes, publishers.deadLetters, publishers.durable);
    }

    ConsumerSession session(
            int worker,
            Consumer<byte[], byte[]> consumer,
            BatchTransactions transactions,
            ExecutorService threads,
            StopFlag stop) {
        var assignment = new OwnedPartitions();
        consumer.subscribe(TopicNames.CAPTURED, assignment);
        var positions = new PartitionProgress(consumer);
        var lag = new ConsumerLagSampler(consumer, positions, meters.lag, worker, clock);
        var processing = new BatchProcessor(
                consumer,
                transactions,
                ledger.decider,
                ledger.floors,
                new KeepAlivePoller(consumer, assignment, lag, threads, stop),
                topicIds,
                positions,
                meters.intake,
                awaited,
                new BatchProcessor.Backfill(
                        new ParkedReader(() -> clients.reader(worker), properties.backfillBatch()),
                        properties.backfillBatch()));
        return new ConsumerSession(consumer, assignment, processing, lag, properties, gate, clock);
    }
}
