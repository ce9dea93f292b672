package dev.gapless.processor.intake;

import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.FloorRequest.Partition;
import dev.gapless.common.message.FloorResponse.Floor;
import dev.gapless.common.message.IntakeCounts;
import dev.gapless.common.message.ParkedSources;
import dev.gapless.common.message.ParkedSources.Place;
import dev.gapless.processor.batch.AwaitedSources;
import dev.gapless.processor.batch.BatchCommitter;
import dev.gapless.processor.batch.BatchTransactions;
import dev.gapless.processor.batch.CommitResult;
import dev.gapless.processor.batch.IntakeMetrics;
import dev.gapless.processor.batch.PartitionCounts;
import dev.gapless.processor.batch.RecordBatch;
import dev.gapless.processor.capturedlog.TopicIds;
import dev.gapless.processor.commit.FloorClient;
import dev.gapless.processor.offsets.BatchParking;
import dev.gapless.processor.offsets.InDoubtRecovery;
import dev.gapless.processor.offsets.OffsetCommits;
import dev.gapless.processor.offsets.ParkedReader;
import dev.gapless.processor.offsets.PartitionProgress;
import dev.gapless.processor.offsets.PartitionRun;
import dev.gapless.processor.offsets.RecordParking;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What becomes of a batch: decided, published, ended, counted. */
final class BatchProcessor {

    private static final Map<TopicPartition, Long> NOTHING_IN_DOUBT = Map.of();

    /**
     * How backfilled records are read.
     *
     * @param ahead most of them in one transaction
     */
    record Backfill(ParkedReader reader, int ahead) {}

    private final Consumer<byte[], byte[]> consumer;
    private final BatchTransactions transactions;
    private final BatchCommitter decider;
    private final FloorClient floors;
    private final KeepAlivePoller whilePolling;
    private final TopicIds topicIds;
    private final PartitionProgress positions;
    private final IntakeMetrics metrics;
    private final AwaitedSources awaited;
    private final Backfill backfill;

    private Map<String, UUID> ids = Map.of();

    BatchProcessor(
            Consumer<byte[], byte[]> consumer,
            BatchTransactions transactions,
            BatchCommitter decider,
            FloorClient floors,
            KeepAlivePoller whilePolling,
            TopicIds topicIds,
            PartitionProgress positions,
            IntakeMetrics metrics,
            AwaitedSources awaited,
            Backfill backfill) {
        this.consumer = consumer;
        this.transactions = transactions;
        this.decider = decider;
        this.floors = floors;
        this.whilePolling = whilePolling;
        this.topicIds = topicIds;
        this.positions = positions;
        this.metrics = metrics;
        this.awaited = awaited;
        this.backfill = backfill;
    }

    /** What an earlier attempt left open is ended, and where to go on is asked of Kafka. */
    InDoubtRecovery startOver() throws InterruptedException {
        // first the producer: a transaction left open would hide the offsets until it times out
        transactions.ready();
        ids = topicIds.resolve();
        InDoubtRecovery recovery = positions.rewind(ids, this::floors);
        Map<TopicPartition, OffsetAndMetadata> forgotten = positions.forgotten();
        if (!forgotten.isEmpty()) {
            transactions.commit(positions.counted(forgotten, Map.of(), Map.of()), consumer.groupMetadata());
        }
        return recovery;
    }

    /** Partitions whose records are published and not decided, by the offset at which that ends. */
    Map<TopicPartition, Long> undecided() {
        return positions.undecided();
    }

    /** Records that are published and that the ledger has lost: it decides them again, and no other process is told. */
    void decideAgain(List<ConsumerRecord<byte[], byte[]>> records) throws InterruptedException {
        if (!records.isEmpty()) {
            List<PartitionRun> runs = PartitionRun.of(records);
            List<DecidedSpan> spans = positions.spans(runs);
            BatchParking parking = positions.parkingAgain();
            var _ = whilePolling.await(() -> decider.decide(records, ids, spans, parking));
            positions.decided(runs, parking.after());
            Map<TopicPartition, OffsetAndMetadata> reparked = positions.reparked(parking.after());
            if (!reparked.isEmpty()) {
                transactions.commit(reparked, consumer.groupMetadata());
                positions.noted(reparked);
            }
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

    /** The same, when the consumer is not polled any more. */
    void tellAtEnd() throws InterruptedException {
        positions.tell(floors);
    }

    private List<Floor> floors(List<Partition> partitions) throws InterruptedException {
        return whilePolling.await(() -> floors.of(partitions));
    }

    /**
     * Live records, and after them history. That the history is in doubt is committed with the live records, or alone.
     * In any case it is after the live records are settled and before the history is decided. While there is history
     * alone, each transaction notes that what comes next is in doubt, so that this costs no transaction of its own. The
     * note is removed before live records are decided, which go before all history that is not in doubt.
     */
    void liveThenHistory(List<ConsumerRecord<byte[], byte[]>> live, List<ConsumerRecord<byte[], byte[]>> history)
            throws InterruptedException {
        ConsumerGroupMetadata group = consumer.groupMetadata();
        RecordBatch next = new RecordBatch(history, group);
        Map<TopicPartition, OffsetAndMetadata> announced = OffsetCommits.announcing(next.runs());
        if (!live.isEmpty()) {
            commit(OffsetCommits.withoutDoubt(positions.doubts().keySet(), positions.processed()), group);
            process(new RecordBatch(live, group), NOTHING_IN_DOUBT, NOTHING_IN_DOUBT, announced);
        } else if (!OffsetCommits.within(next.runs(), positions.doubts())) {
            commit(announced, group);
        }
        if (!next.isEmpty()) {
            process(
                    next,
                    NOTHING_IN_DOUBT,
                    live.isEmpty() ? OffsetCommits.following(next.runs(), backfill.ahead) : NOTHING_IN_DOUBT,
                    Map.of());
        }
    }

    private void commit(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        if (!offsets.isEmpty()) {
            Map<TopicPartition, OffsetAndMetadata> counted = positions.counted(offsets, Map.of(), Map.of());
            transactions.commit(counted, group);
            positions.advance(counted);
        }
    }

    /** History that is known to be in doubt already. */
    void inDoubt(List<ConsumerRecord<byte[], byte[]>> history, Map<TopicPartition, Long> inDoubt)
            throws InterruptedException {
        if (!history.isEmpty()) {
            process(new RecordBatch(history, consumer.groupMetadata()), inDoubt, inDoubt, Map.of());
        }
    }

    /**
     * @param decidedBefore by partition, up to where records of the batch may be decided and not published
     * @param inDoubt the same of records, to be noted beside the offsets after the batch
     */
    private void process(
            RecordBatch batch,
            Map<TopicPartition, Long> decidedBefore,
            Map<TopicPartition, Long> inDoubt,
            Map<TopicPartition, OffsetAndMetadata> announced)
            throws InterruptedException {
        List<DecidedSpan> spans = positions.spans(batch.runs());
        BatchParking parking = positions.parking().during(decidedBefore);
        CommitResult verdict = whilePolling.await(() -> decider.decide(batch.records(), ids, spans, parking));
        positions.decided(batch.runs(), parking.after());
        Map<TopicPartition, OffsetAndMetadata> next = OffsetCommits.after(batch.runs(), inDoubt);
        next.putAll(announced);
        Map<TopicPartition, OffsetAndMetadata> offsets = positions.counted(
                next, PartitionCounts.of(batch.runs(), verdict).counts(), parking.after());
        transactions.end(verdict, offsets, batch.group());
        positions.advance(offsets);
        metrics.ended(batch, verdict);
    }

    /**
     * A portion of what waits, of a source whose manifest can be had by now; nothing while there is none. Nothing else
     * of that source is decided in its partition number until all of it is. A portion is announced before it is
     * decided, so that the next process after a failure settles it before anything else of its source.
     *
     * @return true when a source waits no longer in a partition. The next step asks for its floor, and raises it by
     *     deciding again all that is above it
     */
    boolean catchUp() throws InterruptedException {
        RecordParking parking = positions.parking();
        Optional<RecordParking.Arrears> next = parking.next(source -> !awaited.isAwaited(source));
        return next.isPresent() && catchUp(next.get());
    }

    private boolean catchUp(RecordParking.Arrears arrears) throws InterruptedException {
        ConsumerGroupMetadata group = consumer.groupMetadata();
        TopicPartition partition = arrears.partition();
        Place place = arrears.place();
        long end = positions.standing(partition).offset();
        ParkedReader.Portion portion =
                whilePolling.await(() -> backfill.reader.read(partition, arrears.source(), place.from(), end));
        CommitResult verdict = CommitResult.NOTHING;
        if (!portion.records().isEmpty()) {
            long until = Math.max(place.inDoubtUntil(), portion.next());
            note(arrears, place.advanced(place.from(), until), CommitResult.NOTHING, group);
            verdict = whilePolling
                    .await(() ->
                            decider.decide(portion.records(), ids, List.of(), new BatchParking(Map.of(), Map.of())))
                    .from(place.publishedUntil());
        }
        long reached = verdict.parked().isEmpty()
                ? portion.next()
                : verdict.parked().getFirst().raw().offset();
        boolean done = reached >= end;
        note(arrears, done ? null : place.advanced(reached, place.inDoubtUntil()), verdict, group);
        metrics.ended(new RecordBatch(portion.records(), group), verdict);
        return done;
    }

    /** @param place null when none of the source's records waits any more */
    private void note(
            RecordParking.Arrears arrears, @Nullable Place place, CommitResult verdict, ConsumerGroupMetadata group) {
        TopicPartition partition = arrears.partition();
        ParkedSources before = positions.parking().of(partition);
        ParkedSources now = place == null ? before.without(arrears.source()) : before.with(arrears.source(), place);
        long counted = positions.parked(partition);
        IntakeCounts counts = PartitionCounts.afterWaiting(verdict);
        if (counted < -counts.parked()) {
            // they were received before counting began, or counted when they were decided the first time
            counts = IntakeCounts.from(0);
        }
        if (now.isEmpty()) {
            // what is left was gone before it was read: of no known fate, and told by the accounting
            counts = counts.plusParked(-counted - counts.parked());
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = positions.counted(
                Map.of(partition, positions.standing(partition)), Map.of(partition, counts), Map.of(partition, now));
        transactions.end(verdict, offsets, group);
        positions.advance(offsets);
    }
}
