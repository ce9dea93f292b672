package dev.gapless.processor.intake;

import dev.gapless.common.platform.LoopHealth;
import dev.gapless.processor.changes.ChangePublisher;
import dev.gapless.processor.commit.Floors;
import dev.gapless.processor.deadletters.DeadLetterPublisher;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import org.apache.kafka.clients.consumer.Consumer;

/** How a worker's session is put together around its own two Kafka clients. */
record Sessions(
        KafkaClients clients,
        TopicIds topicIds,
        Decider decider,
        Floors floors,
        ChangePublisher changes,
        DeadLetterPublisher deadLetters,
        LoopHealth health,
        LagBoard lagBoard,
        IntakeMetrics metrics,
        AwaitedSources awaited,
        IntakeProperties properties,
        Clock clock) {

    Consumer<byte[], byte[]> consumer(int worker) {
        return clients.consumer(worker);
    }

    Transactions transactions(int worker) {
        return new Transactions(() -> clients.producer(worker), changes, deadLetters);
    }

    Session session(
            int worker,
            Consumer<byte[], byte[]> consumer,
            Transactions transactions,
            ExecutorService threads,
            Stop stop) {
        var assignment = new Assignment();
        consumer.subscribe(KafkaClients.TOPICS, assignment);
        var positions = new Positions(consumer);
        var lag = new LagMeter(consumer, positions, lagBoard, worker, clock);
        var processing = new Processing(
                consumer,
                transactions,
                decider,
                floors,
                new WhilePolling(consumer, assignment, lag, threads, stop),
                topicIds,
                positions,
                metrics,
                awaited,
                new ParkedReader(() -> clients.reader(worker), properties.backfillBatch()),
                properties.backfillBatch());
        return new Session(consumer, assignment, processing, lag, properties, clock);
    }
}
