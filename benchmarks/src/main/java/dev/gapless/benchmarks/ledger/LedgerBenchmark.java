package dev.gapless.benchmarks.ledger;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.RoundResults;
import dev.gapless.benchmarks.measure.RoundStatistic;
import dev.gapless.benchmarks.profile.PartProfiler;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.FigureGoal;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** From {@code captured-*} to {@code changes}, beside the bare loops of the way, all in turn, round by round. */
public final class LedgerBenchmark {

    private static final double OF_THE_PARTS = 0.8;
    private static final double OF_UNNEST = 0.4;
    private static final double DUPLICATES = 2;

    /** A page marked by its first reader, a checkpoint of the server: not nothing, and not a row either. */
    private static final double WAL_OF_NOTHING = 10;

    private static final int WARM_UPS = 2;

    private final BenchmarkRig rig;
    private final int items;
    private final int rounds;
    private final int warmUps;
    private final Consumer<String> progress;

    /** @param items that go through each part in each round */
    public LedgerBenchmark(BenchmarkRig rig, int items, int rounds, Consumer<String> progress) {
        this(rig, items, rounds, WARM_UPS, progress);
    }

    LedgerBenchmark(BenchmarkRig rig, int items, int rounds, int warmUps, Consumer<String> progress) {
        this.warmUps = warmUps;
        this.rig = rig;
        this.items = items;
        this.rounds = rounds;
        this.progress = progress;
    }

    public BenchmarkReport run() throws Exception {
        RoundResults measured = new RoundResults();
        try (BenchmarkParts parts = new BenchmarkParts(rig, items)) {
            for (int round = -warmUps; round < rounds; round++) {
                progress.accept(round < 0 ? "warm-up" : "round %d of %d".formatted(round + 1, rounds));
                List<PartSample> samples = parts.round(Math.floorMod(round, rounds));
                if (round >= 0) {
                    samples.forEach(measured::add);
                }
            }
            BenchmarkReport report = judged(measured);
            progress.accept("profile");
            parts.capture();
            PartProfiler.profile(rig, report, parts::endToEnd);
            parts.check();
            return report;
        }
    }

    private static BenchmarkReport judged(RoundResults rounds) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new BenchmarkReport("ledger", "From captured-backfill to changes, items of 500 bytes", rounds)
                .goal(FigureGoal.atLeast(
                        "end to end, of what the bare parts' processor time allows",
                        rounds.figure(round -> end(round).perSecond() * bareCpu(round) / processors),
                        OF_THE_PARTS))
                .goal(FigureGoal.atLeast(
                        "end to end, of the bare anti-join and unnest",
                        rounds.figure(round -> end(round).perSecond()
                                / part(round, BenchmarkParts.UPSERT).perSecond()),
                        OF_UNNEST))
                .goal(FigureGoal.atLeast(
                        "duplicates, of new items end to end",
                        rounds.figure(
                                round -> part(round, BenchmarkParts.DUPLICATES).perSecond()
                                        / end(round).perSecond()),
                        DUPLICATES))
                .goal(FigureGoal.atMost(
                        "bytes written ahead for a duplicate",
                        rounds.figure(BenchmarkParts.DUPLICATES, PartSample::walPerItem),
                        WAL_OF_NOTHING))
                .fact(
                        "the same, of the processors that others left to us",
                        rounds.figure(round -> end(round).perSecond() * bareCpu(round) / left(end(round))))
                .fact(
                        "processor time of the bare parts, of that end to end",
                        rounds.figure(round -> bareCpu(round) * end(round).perCpuSecond()))
                .fact(
                        "end to end, of the bare parts one after the other at their rates",
                        rounds.figure(round -> end(round).perSecond() * bareSeconds(round)))
                .fact("processors busy for us, end to end", busy(rounds, BenchmarkParts.END_TO_END))
                .fact("processors busy for us, bare anti-join and unnest", busy(rounds, BenchmarkParts.UPSERT));
    }

    private static RoundStatistic busy(RoundResults rounds, String part) {
        return rounds.figure(part, sample -> sample.cpu().total() / sample.seconds());
    }

    /** Processors that were not busy for other processes. */
    private static double left(PartSample sample) {
        return Runtime.getRuntime().availableProcessors() - sample.cpu().foreign() / sample.seconds();
    }

    private static PartSample end(Map<String, PartSample> round) {
        return part(round, BenchmarkParts.END_TO_END);
    }

    private static PartSample part(Map<String, PartSample> round, String part) {
        PartSample sample = round.get(part);
        if (sample == null) {
            throw new IllegalStateException("part: %s (expected: measured)".formatted(part));
        }
        return sample;
    }

    /** Of one item, in seconds. The database's where a loop asks it for something; else it is busy with itself. */
    private static double bareCpu(Map<String, PartSample> round) {
        return BenchmarkParts.BARE.stream()
                .map(part -> part(round, part))
                .mapToDouble(sample ->
                        sample.part().equals(BenchmarkParts.UPSERT) ? 1 / sample.perCpuSecond() : ownCpu(sample))
                .sum();
    }

    private static double ownCpu(PartSample sample) {
        return sample.cpu().jvm() / sample.items();
    }

    private static double bareSeconds(Map<String, PartSample> round) {
        return BenchmarkParts.BARE.stream()
                .mapToDouble(part -> 1 / part(round, part).perSecond())
                .sum();
    }
}
