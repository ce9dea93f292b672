package dev.gapless.benchmarks.ledger;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.benchmarks.rig.LoopThreads;
import dev.gapless.benchmarks.rig.PostGenerator;
import dev.gapless.benchmarks.rig.RecordFeed;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.TopicNames;
import dev.gapless.processor.changes.ChangePublisher;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** What runs in a round. Each end-to-end run takes posts that were never seen; the bare loops take the same ones. */
final class BenchmarkParts implements AutoCloseable {

    static final String END_TO_END = "end to end, new";
    static final String DUPLICATES = "end to end, duplicates";
    static final String CONSUME = "consume";
    static final String PARSE = "parse and hash";
    static final String UPSERT = "anti-join and unnest, new";
    static final String UPSERT_DUPLICATES = "anti-join and unnest, duplicates";
    static final String PRODUCE = "produce";

    /** What an item cannot do without, one after the other. */
    static final List<String> BARE = List.of(CONSUME, PARSE, UPSERT, PRODUCE);

    /** The processor's own, for history. */
    private static final int BATCH = 4_000;

    /** Posts made at once for a bare loop. */
    private static final int STRETCH = 12 * LoopThreads.COUNT * BATCH;

    private final BenchmarkRig rig;
    private final int items;
    private final RecordFeed feed;
    private final BareConsume consume;
    private final BareUpsert upsert;
    private final BareProduce produce;
    private long next;
    private Map<TopicPartition, Long> from = Map.of();
    private Map<TopicPartition, Long> to = Map.of();

    BenchmarkParts(BenchmarkRig rig, int items) throws SQLException {
        this.rig = rig;
        this.items = items;
        this.feed = new RecordFeed(rig);
        this.consume = new BareConsume(rig, TopicNames.CAPTURED_BACKFILL, "read_uncommitted");
        this.upsert = new BareUpsert(rig, BATCH);
        this.produce = new BareProduce(rig, TopicNames.CAPTURED_BACKFILL, BATCH);
    }

    /** @param turn which group goes first */
    List<PartSample> round(int turn) throws Exception {
        long first = next;
        next += items;
        from = consume.ends();
        feed.send(first, next, PostGenerator::mined);
        to = consume.ends();
        List<Callable<List<PartSample>>> groups = new ArrayList<>(List.of(
                () -> wholeWay(first),
                () -> List.of(rig.meter().measure(CONSUME, () -> consume.run(from, to))),
                () -> parsed(first),
                () -> written(first),
                () -> published(first)));
        Collections.rotate(groups, -turn);
        List<PartSample> samples = new ArrayList<>();
        for (Callable<List<PartSample>> group : groups) {
            System.gc();
            samples.addAll(group.call());
        }
        return samples;
    }

    private List<PartSample> wholeWay(long first) throws InterruptedException {
        long published = rig.intake().published();
        rig.database().settle();
        PartSample fresh = rig.intake().run(END_TO_END, items, rig.meter());
        expect("changes published of new items", rig.intake().published() - published, items);
        feed.send(first, first + items, PostGenerator::mined);
        // what the server tidies up behind new items is none of the duplicates' doing
        rig.database().vacuum();
        rig.database().settle();
        PartSample known = rig.intake().run(DUPLICATES, items, rig.meter());
        expect("changes published of new items and duplicates", rig.intake().published() - published, items);
        return List.of(fresh, known);
    }

    private List<PartSample> parsed(long first) throws Exception {
        return List.of(inStretches(PARSE, first, (from, to) -> {
            List<ConsumerRecord<byte[], byte[]>> records = BenchmarkData.records(from, to);
            return () -> BareParse.run(records);
        }));
    }

    private List<PartSample> written(long first) throws Exception {
        Stretch upserted = (from, to) -> {
            List<Item> posts = BenchmarkData.items(from, to, UUID.randomUUID());
            return () -> upsert.run(posts);
        };
        rig.database().settle();
        PartSample fresh = inStretches(UPSERT, first, upserted);
        rig.database().settle();
        return List.of(fresh, inStretches(UPSERT_DUPLICATES, first, upserted));
    }

    private List<PartSample> published(long first) throws Exception {
        ChangePublisher publisher = rig.processorBean(ChangePublisher.class);
        return List.of(inStretches(PRODUCE, first, (from, to) -> {
            List<ProducerRecord<byte[], byte[]>> changes = BenchmarkData.changes(from, to, publisher);
            return () -> produce.run(changes);
        }));
    }

    /** What a bare loop does with some of a round's posts, which are made beforehand. */
    private interface Stretch {

        Callable<Long> over(long from, long to) throws Exception;
    }

    /** Were all of a round's posts made at once, a bare loop would pay for keeping them in memory. */
    private PartSample inStretches(String part, long first, Stretch stretch) throws Exception {
        List<PartSample> samples = new ArrayList<>();
        for (long from = first; from < first + items; from += STRETCH) {
            samples.add(rig.meter().measure(part, stretch.over(from, Math.min(from + STRETCH, first + items))));
        }
        return samples.stream().reduce(PartSample::plus).orElseThrow();
    }

    /** Captures as many new items as a round has, for {@link #endToEnd()}. */
    void capture() {
        feed.send(next, next + items, PostGenerator::mined);
        next += items;
    }

    /** New items alone, the whole way. */
    PartSample endToEnd() throws InterruptedException {
        return rig.intake().run(END_TO_END, items, rig.meter());
    }

    /** A figure of wrong results would be no figure. */
    void check() {
        expect("items in the ledger", rig.database().number("select count(*) from checkpoint.item"), next);
    }

    private static void expect(String what, long seen, long expected) {
        if (seen != expected) {
            throw new IllegalStateException("%s: %d (expected: %d)".formatted(what, seen, expected));
        }
    }

    @Override
    public void close() throws SQLException {
        feed.close();
        produce.close();
        upsert.close();
    }
}
