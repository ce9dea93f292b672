package dev.gapless.benchmarks.growth;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.RoundResults;
import dev.gapless.benchmarks.measure.RoundStatistic;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.FigureGoal;
import dev.gapless.benchmarks.report.LineChart;
import dev.gapless.benchmarks.rig.BenchmarkDatabase;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.benchmarks.rig.LoopThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Commits item after item to the ledger until it holds as many as wanted. Every row went through the real commit,
 * called in its own process, and every chunk is a measured one.
 */
public final class GrowthBenchmark {

    private static final String PART = "commit called, new, over the whole growth";
    private static final double FLAT = 1.3;
    private static final int BATCH = 1_000;
    private static final int CHUNKS = 40;

    /** How many chunks the beginning and the end are judged by. */
    private static final int ENDS = 4;

    private static final long WARM_UP = 50_000;

    private static final String TABLES = """
            select coalesce(sum(pg_table_size(c.oid)), 0)::bigint
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
             where n.nspname = 'checkpoint' and c.relkind = 'r'
            """;

    private static final String INDEXES = TABLES.replace("pg_table_size", "pg_indexes_size");

    private final BenchmarkRig rig;
    private final long items;
    private final Consumer<String> progress;
    private final UUID topicId = UUID.randomUUID();
    private final AtomicLong next = new AtomicLong();

    /** @param items that the ledger holds in the end */
    public GrowthBenchmark(BenchmarkRig rig, long items, Consumer<String> progress) {
        this.rig = rig;
        this.items = items;
        this.progress = progress;
    }

    public BenchmarkReport run() throws Exception {
        commit(Math.min(WARM_UP, items));
        long chunk = Math.max(2L * BATCH, items / CHUNKS);
        List<PartSample> samples = new ArrayList<>();
        LineChart cost =
                new LineChart("Processor seconds per million items while the ledger grows", "items in the ledger");
        LineChart rate = new LineChart("Items per second while the ledger grows", "items in the ledger");
        while (next.get() < items) {
            PartSample sample = rig.meter().measure(PART, () -> commit(chunk));
            samples.add(sample);
            cost.point((double) next.get(), sample.cpuPerMillion());
            rate.point((double) next.get(), sample.perSecond());
            progress.accept("%,d items: %,.0f/s, %.1f CPU s per million, %.0f WAL bytes each"
                    .formatted(next.get(), sample.perSecond(), sample.cpuPerMillion(), sample.walPerItem()));
        }
        return judged(samples).plot("cpu-curve", cost).plot("rate-curve", rate);
    }

    private long commit(long count) throws Exception {
        long end = next.get() + count;
        return LoopThreads.run(index -> {
            long done = 0;
            for (long from = next.getAndAdd(BATCH); from < end; from = next.getAndAdd(BATCH)) {
                done += rig.localLedger()
                        .commit(PregeneratedItems.of(from, from + BATCH, topicId))
                        .size();
            }
            // no thread took the last turn
            next.addAndGet(-BATCH);
            return done;
        });
    }

    private BenchmarkReport judged(List<PartSample> samples) {
        RoundResults rounds = new RoundResults();
        samples.forEach(rounds::add);
        BenchmarkDatabase database = rig.database();
        long rows = next.get();
        long held = database.number("select count(*) from checkpoint.item");
        if (held != rows) {
            throw new IllegalStateException("items in the ledger: %d (expected: %d)".formatted(held, rows));
        }
        int ends = Math.min(ENDS, Math.max(1, samples.size() / 2));
        List<PartSample> begin = samples.subList(0, ends);
        List<PartSample> end = samples.subList(samples.size() - ends, samples.size());
        return new BenchmarkReport("growth", "An item's cost while the ledger grows to %,d".formatted(rows), rounds)
                .goal(FigureGoal.atMost(
                        "processor time of an item in the end, of that in the beginning",
                        of(ratio(begin, end, PartSample::cpuPerMillion)),
                        FLAT))
                .goal(FigureGoal.atMost(
                        "time of an item in the end, of that in the beginning",
                        of(ratio(begin, end, sample -> 1 / sample.perSecond())),
                        FLAT))
                .fact("bytes of tables an item", of((double) database.number(TABLES) / rows))
                .fact("bytes of indexes an item", of((double) database.number(INDEXES) / rows))
                .fact("bytes written ahead an item, beginning", median(begin, PartSample::walPerItem))
                .fact("bytes written ahead an item, end", median(end, PartSample::walPerItem));
    }

    private static RoundStatistic of(double value) {
        return new RoundStatistic(value, value, value);
    }

    private static RoundStatistic median(List<PartSample> samples, ToDoubleFunction<PartSample> value) {
        return RoundStatistic.of(samples.stream().map(value::applyAsDouble).toList());
    }

    private static double ratio(List<PartSample> begin, List<PartSample> end, ToDoubleFunction<PartSample> cost) {
        return median(end, cost).median() / median(begin, cost).median();
    }
}
