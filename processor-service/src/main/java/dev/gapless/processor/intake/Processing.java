package dev.gapless.processor.intake;

import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.FloorAnswer.Floor;
import dev.gapless.common.message.FloorQuery.Partition;
import dev.gapless.processor.commit.Floors;
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
    private final Floors floors;
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
            Floors floors,
            WhilePolling whilePolling,
            TopicIds topicIds,
            Positions positions,
            IntakeMetrics metrics,
            int ahead) {
        this.consumer = consumer;
        this.transactions = transactions;
        this.decider = decider;
        this.floors = floors;
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
        Recovery recovery = positions.rewind(ids, this::floors);
        Map<TopicPartition, OffsetAndMetadata> forgotten = positions.forgotten();
        if (!forgotten.isEmpty()) {
            transactions.commit(positions.counted(forgotten, Map.of()), consumer.groupMetadata());
        }
        return recovery;
    }

    /** Partitions whose records are published and not decided, by the offset at which that ends. */
    Map<TopicPartition, Long> undecided() {
        return positions.undecided();
    }

    /** Records that are published and that the ledger has lost: it decides them again, and nobody else hears of it. */
    void decideAgain(List<ConsumerRecord<byte[], byte[]>> records) throws InterruptedException {
        if (!records.isEmpty()) {
            List<Run> runs = Run.of(records);
            List<DecidedSpan> spans = positions.spans(runs);
            var _ = whilePolling.await(() -> decider.decide(records, ids, spans));
            runs.forEach(run -> positions.decidedAgain(run.partition(), run.end()));
        }
    }

    /** The partition has no more records below this offset. */
    void decidedAgain(TopicPartition partition, long end) {
        positions.decidedAgain(partition, end);
    }

    boolean hasUntold() {
        return positions.hasUntold();
    }

    /** Tells the ledger what is published. */
    void tell() throws InterruptedException {
        positions.tell(this::floors);
    }

    /** The same, when nobody polls any more. */
    void tellAtEnd() throws InterruptedException {
        positions.tell(floors);
    }

    private List<Floor> floors(List<Partition> partitions) throws InterruptedException {
        return whilePolling.await(() -> floors.of(partitions));
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
        List<DecidedSpan> spans = positions.spans(batch.runs());
        Verdict verdict = whilePolling.await(() -> decider.decide(batch.records(), ids, spans));
        Map<TopicPartition, OffsetAndMetadata> next = Offsets.after(batch.runs(), inDoubt);
        next.putAll(announced);
        Map<TopicPartition, OffsetAndMetadata> offsets =
                positions.counted(next, Tally.of(batch.runs(), verdict).counts());
        transactions.end(verdict, offsets, batch.group());
        positions.advance(offsets);
        metrics.ended(batch, verdict);
    }
}
