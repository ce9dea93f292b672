package dev.gapless.benchmarks.hop;

import dev.gapless.benchmarks.ledger.BenchmarkData;
import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.RoundResults;
import dev.gapless.benchmarks.measure.RoundStatistic;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.FigureGoal;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.benchmarks.rig.ItemBatches;
import dev.gapless.benchmarks.rig.LoopThreads;
import dev.gapless.benchmarks.rig.PostGenerator;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.LogPosition;
import dev.gapless.processor.commit.LedgerOutcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Commits the same batches to the same ledger in two ways, a few batches each in turn. One way is over HTTP as the
 * processor does, the other is calls within one process.
 */
public final class HopBenchmark {

    private static final String HTTP = "commit over HTTP, new";
    private static final String CALLED = "commit called, new";
    private static final String HTTP_DUPLICATES = "commit over HTTP, duplicates";
    private static final String CALLED_DUPLICATES = "commit called, duplicates";

    private static final String HTTP_EDITS = "commit over HTTP, edits";
    private static final String CALLED_EDITS = "commit called, edits";

    private static final double MORE = 0.15;
    private static final int BATCH = 4_000;

    /** As many batches a thread. */
    private static final int STRETCH = 2 * LoopThreads.COUNT * BATCH;

    private static final int WARM_UPS = 1;

    private final BenchmarkRig rig;
    private final int items;
    private final int stretch;
    private final int rounds;
    private final Consumer<String> progress;
    private long next;
    private final Map<Decision, Boolean> httpFirst = new EnumMap<>(Decision.class);

    /** @param items that go each way in each round */
    public HopBenchmark(BenchmarkRig rig, int items, int rounds, Consumer<String> progress) {
        this.rig = rig;
        this.items = items;
        this.stretch = items < STRETCH ? BATCH : STRETCH;
        this.rounds = rounds;
        this.progress = progress;
        // apart from what other benchmarks leave in the same ledger
        this.next = 1_000_000_000L;
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
        return new BenchmarkReport("hop", "The way over HTTP to a commit, 4,000 items a batch", measured)
                .goal(FigureGoal.atMost(
                        "more processor time by HTTP, new items",
                        more(measured, HTTP, CALLED, PartSample::cpuPerMillion),
                        MORE))
                .goal(FigureGoal.atMost(
                        "more time by HTTP, new items",
                        more(measured, HTTP, CALLED, sample -> 1 / sample.perSecond()),
                        MORE))
                .fact(
                        "more processor time by HTTP, duplicates",
                        more(measured, HTTP_DUPLICATES, CALLED_DUPLICATES, PartSample::cpuPerMillion))
                .fact(
                        "more time by HTTP, duplicates",
                        more(measured, HTTP_DUPLICATES, CALLED_DUPLICATES, sample -> 1 / sample.perSecond()))
                .fact(
                        "more processor time by HTTP, edits",
                        more(measured, HTTP_EDITS, CALLED_EDITS, PartSample::cpuPerMillion));
    }

    private static RoundStatistic more(RoundResults rounds, String by, String than, ToDoubleFunction<PartSample> cost) {
        return rounds.figure(round -> cost.applyAsDouble(of(round, by)) / cost.applyAsDouble(of(round, than)) - 1);
    }

    private static PartSample of(Map<String, PartSample> round, String part) {
        PartSample sample = round.get(part);
        if (sample == null) {
            throw new IllegalStateException("part: %s (expected: measured)".formatted(part));
        }
        return sample;
    }

    private List<PartSample> round() throws Exception {
        Map<String, PartSample> sums = new java.util.LinkedHashMap<>();
        List<Item> http = List.of();
        List<Item> called = List.of();
        rig.database().settle();
        for (int done = 0; done < items; done += stretch) {
            http = fresh();
            called = fresh();
            both(sums, Decision.NEW, HTTP, http, CALLED, called);
            both(sums, Decision.DUPLICATE, HTTP_DUPLICATES, again(http), CALLED_DUPLICATES, again(called));
        }
        // at the end: what they make the database write would be written among what comes next
        both(sums, Decision.CHANGED, HTTP_EDITS, edited(http), CALLED_EDITS, edited(called));
        return List.copyOf(sums.values());
    }

    /** Who is first changes each time, for each kind of items. */
    private void both(
            Map<String, PartSample> sums,
            Decision expected,
            String byHttp,
            List<Item> http,
            String byCall,
            List<Item> called)
            throws Exception {
        boolean first = httpFirst.merge(expected, true, (before, ignored) -> !before);
        if (first) {
            add(sums, measure(byHttp, http, true, expected));
        }
        add(sums, measure(byCall, called, false, expected));
        if (!first) {
            add(sums, measure(byHttp, http, true, expected));
        }
    }

    private static void add(Map<String, PartSample> sums, PartSample sample) {
        sums.merge(sample.part(), sample, PartSample::plus);
    }

    private List<Item> fresh() {
        long first = next;
        next += stretch;
        return BenchmarkData.items(first, next, UUID.randomUUID());
    }

    /** The same items off another place in the log. */
    private static List<Item> again(List<Item> items) {
        UUID topicId = UUID.randomUUID();
        return items.stream()
                .map(item -> item.at(new LogPosition(topicId, item.partition(), item.offset())))
                .toList();
    }

    /** The same posts after their authors have changed them. */
    private static List<Item> edited(List<Item> items) {
        long first = items.getFirst().offset();
        return BenchmarkData.items(first, first + items.size(), UUID.randomUUID(), PostGenerator::edited);
    }

    private PartSample measure(String part, List<Item> all, boolean byHttp, Decision expected) throws Exception {
        return new ItemBatches(all, BATCH, expected)
                .measure(rig.meter(), part, byHttp ? this::askRemotely : rig::commit);
    }

    private List<Decision> askRemotely(List<Item> batch) throws InterruptedException {
        List<Decision> decisions = new ArrayList<>(batch.size());
        for (LedgerOutcome outcome : rig.remoteLedger().commit(batch, List.of())) {
            switch (outcome) {
                case LedgerOutcome.Decided(Decision decision) -> decisions.add(decision);
                case LedgerOutcome.Refused refused -> throw new IllegalStateException(refused.toString());
            }
        }
        return decisions;
    }
}
