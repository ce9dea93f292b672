package dev.gapless.benchmarks.floor;

import dev.gapless.benchmarks.ledger.BenchmarkData;
import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.RoundResults;
import dev.gapless.benchmarks.measure.RoundStatistic;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.FigureGoal;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.benchmarks.rig.ItemBatches;
import dev.gapless.benchmarks.rig.LoopThreads;
import dev.gapless.checkpoint.items.commit.CommitOutcome;
import dev.gapless.checkpoint.items.commit.ItemDecision;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.FloorRequest;
import dev.gapless.common.message.FloorRequest.Partition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * New items to the same ledger, with and without the floor of their partition raised in the same transaction. Both take
 * turns within a round, a few batches each, and each thread has a partition of its own.
 */
public final class FloorBenchmark {

    private static final String WITHOUT = "commit, new";
    private static final String WITH = "commit with its floor, new";
    private static final double KEPT = 0.97;
    private static final int BATCH = 4_000;
    private static final int STRETCH = 2 * LoopThreads.COUNT * BATCH;
    private static final int WARM_UPS = 1;

    private final BenchmarkRig rig;
    private final int items;
    private final int rounds;
    private final Consumer<String> progress;
    private final UUID topicId = UUID.randomUUID();
    private final Map<Long, PartitionFloor> floors = new ConcurrentHashMap<>();
    private final AtomicInteger partitions = new AtomicInteger();
    private boolean withFirst;
    private long next = 2_000_000_000L;

    /** @param items that go each way in each round */
    public FloorBenchmark(BenchmarkRig rig, int items, int rounds, Consumer<String> progress) {
        this.rig = rig;
        this.items = items;
        this.rounds = rounds;
        this.progress = progress;
    }

    public BenchmarkReport run() throws Exception {
        RoundResults measured = new RoundResults();
        for (int round = -WARM_UPS; round < rounds; round++) {
            progress.accept(round < 0 ? "warm-up" : "round %d of %d".formatted(round + 1, rounds));
            for (PartSample sample : round()) {
                if (round >= 0) {
                    measured.add(sample);
                }
            }
        }
        return new BenchmarkReport("floor", "A commit with the floor of its partition, 4,000 items a batch", measured)
                .goal(FigureGoal.atLeast("items/s with the floor", kept(measured, PartSample::perSecond), KEPT))
                .fact(
                        "processor time with the floor",
                        measured.figure(round -> of(round, WITH).cpuPerMillion()
                                / of(round, WITHOUT).cpuPerMillion()));
    }

    private static RoundStatistic kept(RoundResults rounds, ToDoubleFunction<PartSample> rate) {
        return rounds.figure(round -> rate.applyAsDouble(of(round, WITH)) / rate.applyAsDouble(of(round, WITHOUT)));
    }

    private static PartSample of(Map<String, PartSample> round, String part) {
        PartSample sample = round.get(part);
        if (sample == null) {
            throw new IllegalStateException("part: %s (expected: measured)".formatted(part));
        }
        return sample;
    }

    private List<PartSample> round() throws Exception {
        Map<String, PartSample> sums = new LinkedHashMap<>();
        int stretch = items < STRETCH ? BATCH : STRETCH;
        rig.database().settle();
        for (int done = 0; done < items; done += stretch) {
            List<Item> one = fresh(stretch);
            List<Item> other = fresh(stretch);
            withFirst = !withFirst;
            add(sums, withFirst ? withFloor(one) : without(one));
            add(sums, withFirst ? without(other) : withFloor(other));
        }
        return List.copyOf(sums.values());
    }

    private static void add(Map<String, PartSample> sums, PartSample sample) {
        sums.merge(sample.part(), sample, PartSample::plus);
    }

    private List<Item> fresh(int count) {
        long first = next;
        next += count;
        return BenchmarkData.items(first, next, UUID.randomUUID());
    }

    private PartSample without(List<Item> all) throws Exception {
        return new ItemBatches(all, BATCH, Decision.NEW).measure(rig.meter(), WITHOUT, rig::commit);
    }

    private PartSample withFloor(List<Item> all) throws Exception {
        floors.clear();
        addPartitions();
        return new ItemBatches(all, BATCH, Decision.NEW)
                .measure(
                        rig.meter(),
                        WITH,
                        batch -> floors.computeIfAbsent(
                                        Thread.currentThread().threadId(),
                                        ignored -> new PartitionFloor(partitions.getAndIncrement()))
                                .commit(batch));
    }

    /** One for each thread to come. */
    private void addPartitions() throws Exception {
        int first = partitions.get();
        List<Partition> asked = IntStream.range(first, first + LoopThreads.COUNT)
                .mapToObj(number -> new Partition("benchmark", topicId, number, 0L, 0L, null))
                .toList();
        rig.askCheckpoint("/internal/v1/floors", JsonMapper.shared().writeValueAsBytes(new FloorRequest(asked)));
    }

    /** Of one partition; used by one thread. */
    private final class PartitionFloor {

        private final int partition;
        private long decided;

        PartitionFloor(int partition) {
            this.partition = partition;
        }

        List<Decision> commit(List<Item> batch) {
            long to = decided + batch.size();
            CommitOutcome outcome =
                    rig.localLedger().commit(batch, List.of(new DecidedSpan(topicId, partition, decided, to, decided)));
            if (!outcome.behind().isEmpty()) {
                throw new IllegalStateException(
                        "spans behind the floor: %s (expected: none)".formatted(outcome.behind()));
            }
            decided = to;
            return outcome.verdicts().stream().map(ItemDecision::decision).toList();
        }
    }
}
