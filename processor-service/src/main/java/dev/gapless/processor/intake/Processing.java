package dev.gapless.processor.intake;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What becomes of a batch: decided, published, ended, counted. */
final class Processing {

    private final Consumer<byte[], byte[]> consumer;
    private final Transactions transactions;
    private final Decider decider;
    private final WhilePolling whilePolling;
    private final TopicIds topicIds;
    private final Positions positions;
    private final IntakeMetrics metrics;
    private final int ahead;

    private Map<String, UUID> ids = Map.of();

    /** @param ahead most records of history in one transaction */
    Processing(
            Consumer<byte[], byte[]> consumer,
            Transactions transactions,
            Decider decider,
            WhilePolling whilePolling,
            TopicIds topicIds,
            Positions positions,
            IntakeMetrics metrics,
            int ahead) {
        this.consumer = consumer;
        this.transactions = transactions;
        this.decider = decider;
        this.whilePolling = whilePolling;
        this.topicIds = topicIds;
        this.positions = positions;
        this.metrics = metrics;
        this.ahead = ahead;
    }

    /** What an earlier attempt left open is ended, and where to go on is asked of Kafka. */
    Recovery startOver() throws InterruptedException {
        // first the producer: a transaction left open would hide the offsets until it times out
        transactions.ready();
        ids = topicIds.resolve();
        return positions.rewind();
    }

    /**
     * Live records, and after them history. That the history is in doubt is committed with the live records, or alone:
     * in any case after the live records are settled and before the history is decided. While there is history alone,
     * each transaction notes that what comes next is in doubt, so that this costs no transaction of its own; the note
     * is taken back before live records are decided, which go before all history that is not in doubt.
     */
    void liveThenHistory(List<ConsumerRecord<byte[], byte[]>> live, List<ConsumerRecord<byte[], byte[]>> history)
            throws InterruptedException {
        ConsumerGroupMetadata group = consumer.groupMetadata();
        Batch next = new Batch(history, group);
        Map<TopicPartition, OffsetAndMetadata> announced = Offsets.announcing(next.runs());
        if (!live.isEmpty()) {
            commit(Offsets.withoutDoubt(positions.doubts().keySet(), positions.processed()), group);
            process(new Batch(live, group), Map.of(), announced);
        } else if (!Offsets.within(next.runs(), positions.doubts())) {
            commit(announced, group);
        }
        if (!next.isEmpty()) {
            process(next, live.isEmpty() ? Offsets.following(next.runs(), ahead) : Map.of(), Map.of());
        }
    }

    private void commit(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        if (!offsets.isEmpty()) {
            Map<TopicPartition, OffsetAndMetadata> counted = positions.counted(offsets, Map.of());
            transactions.commit(counted, group);
            positions.advance(counted);
        }
    }

    /** History that is known to be in doubt already. */
    void inDoubt(List<ConsumerRecord<byte[], byte[]>> history, Map<TopicPartition, Long> inDoubt)
            throws InterruptedException {
        if (!history.isEmpty()) {
            process(new Batch(history, consumer.groupMetadata()), inDoubt, Map.of());
        }
    }

    private void process(
            Batch batch, Map<TopicPartition, Long> inDoubt, Map<TopicPartition, OffsetAndMetadata> announced)
            throws InterruptedException {
        Verdict verdict = whilePolling.await(() -> decider.decide(batch.records(), ids));
        Map<TopicPartition, OffsetAndMetadata> next = Offsets.after(batch.runs(), inDoubt);
        next.putAll(announced);
        Map<TopicPartition, OffsetAndMetadata> offsets =
                positions.counted(next, Tally.of(batch.runs(), verdict).counts());
        transactions.end(verdict, offsets, batch.group());
        positions.advance(offsets);
        metrics.ended(batch, verdict);
    }
}
