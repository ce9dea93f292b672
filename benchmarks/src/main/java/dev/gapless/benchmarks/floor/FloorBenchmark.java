package dev.gapless.benchmarks.floor;

import dev.gapless.benchmarks.ledger.Material;
import dev.gapless.benchmarks.measure.Figure;
import dev.gapless.benchmarks.measure.Rounds;
import dev.gapless.benchmarks.measure.Sample;
import dev.gapless.benchmarks.report.Goal;
import dev.gapless.benchmarks.report.Report;
import dev.gapless.benchmarks.rig.Batches;
import dev.gapless.benchmarks.rig.Rig;
import dev.gapless.benchmarks.rig.Threads;
import dev.gapless.checkpoint.ledger.CommitOutcome;
import dev.gapless.checkpoint.ledger.Verdict;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.FloorQuery;
import dev.gapless.common.message.FloorQuery.Partition;
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
    private static final int STRETCH = 2 * Threads.COUNT * BATCH;
    private static final int WARM_UPS = 1;

    private final Rig rig;
    private final int items;
    private final int rounds;
    private final Consumer<String> progress;
    private final UUID topicId = UUID.randomUUID();
    private final Map<Long, PartitionFloor> floors = new ConcurrentHashMap<>();
    private final AtomicInteger partitions = new AtomicInteger();
    private boolean withFirst;
    private long next = 2_000_000_000L;

    /** @param items that go each way in each round */
    public FloorBenchmark(Rig rig, int items, int rounds, Consumer<String> progress) {
        this.rig = rig;
        this.items = items;
        this.rounds = rounds;
        this.progress = progress;
    }

    public Report run() throws Exception {
        Rounds measured = new Rounds();
        for (int round = -WARM_UPS; round < rounds; round++) {
            progress.accept(round < 0 ? "warm-up" : "round %d of %d".formatted(round + 1, rounds));
            for (Sample sample : round()) {
                if (round >= 0) {
                    measured.add(sample);
                }
            }
        }
        return new Report("floor", "A commit with the floor of its partition, 4,000 items a batch", measured)
                .goal(Goal.atLeast("items/s with the floor", kept(measured, Sample::perSecond), KEPT))
                .fact(
                        "processor time with the floor",
                        measured.figure(round -> of(round, WITH).cpuPerMillion()
                                / of(round, WITHOUT).cpuPerMillion()));
    }

    private static Figure kept(Rounds rounds, ToDoubleFunction<Sample> rate) {
        return rounds.figure(round -> rate.applyAsDouble(of(round, WITH)) / rate.applyAsDouble(of(round, WITHOUT)));
    }

    private static Sample of(Map<String, Sample> round, String part) {
        Sample sample = round.get(part);
        if (sample == null) {
            throw new IllegalStateException("part: %s (expected: measured)".formatted(part));
        }
        return sample;
    }

    private List<Sample> round() throws Exception {
        Map<String, Sample> sums = new LinkedHashMap<>();
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

    private static void add(Map<String, Sample> sums, Sample sample) {
        sums.merge(sample.part(), sample, Sample::plus);
    }

    private List<Item> fresh(int count) {
        long first = next;
        next += count;
        return Material.items(first, next, UUID.randomUUID());
    }

    private Sample without(List<Item> all) throws Exception {
        return new Batches(all, BATCH, Decision.NEW).measure(rig.meter(), WITHOUT, rig::commit);
    }

    private Sample withFloor(List<Item> all) throws Exception {
        floors.clear();
        addPartitions();
        return new Batches(all, BATCH, Decision.NEW)
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
        List<Partition> asked = IntStream.range(first, first + Threads.COUNT)
                .mapToObj(number -> new Partition("benchmark", topicId, number, 0L, 0L, null))
                .toList();
        rig.askCheckpoint("/internal/v1/floors", JsonMapper.shared().writeValueAsBytes(new FloorQuery(asked)));
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
            return outcome.verdicts().stream().map(Verdict::decision).toList();
        }
    }
}
