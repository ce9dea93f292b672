package dev.gapless.benchmarks.ledger;

import dev.gapless.benchmarks.measure.Figure;
import dev.gapless.benchmarks.measure.Rounds;
import dev.gapless.benchmarks.measure.Sample;
import dev.gapless.benchmarks.profile.Profiler;
import dev.gapless.benchmarks.report.Goal;
import dev.gapless.benchmarks.report.Report;
import dev.gapless.benchmarks.rig.Rig;
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

    private final Rig rig;
    private final int items;
    private final int rounds;
    private final int warmUps;
    private final Consumer<String> progress;

    /** @param items that go through each part in each round */
    public LedgerBenchmark(Rig rig, int items, int rounds, Consumer<String> progress) {
        this(rig, items, rounds, WARM_UPS, progress);
    }

    LedgerBenchmark(Rig rig, int items, int rounds, int warmUps, Consumer<String> progress) {
        this.warmUps = warmUps;
        this.rig = rig;
        this.items = items;
        this.rounds = rounds;
        this.progress = progress;
    }

    public Report run() throws Exception {
        Rounds measured = new Rounds();
        try (Parts parts = new Parts(rig, items)) {
            for (int round = -warmUps; round < rounds; round++) {
                progress.accept(round < 0 ? "warm-up" : "round %d of %d".formatted(round + 1, rounds));
                List<Sample> samples = parts.round(Math.floorMod(round, rounds));
                if (round >= 0) {
                    samples.forEach(measured::add);
                }
            }
            Report report = judged(measured);
            progress.accept("profile");
            parts.capture();
            Profiler.profile(rig, report, parts::endToEnd);
            parts.check();
            return report;
        }
    }

    private static Report judged(Rounds rounds) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new Report("ledger", "From captured-backfill to changes, items of 500 bytes", rounds)
                .goal(Goal.atLeast(
                        "end to end, of what the bare parts' processor time allows",
                        rounds.figure(round -> end(round).perSecond() * bareCpu(round) / processors),
                        OF_THE_PARTS))
                .goal(Goal.atLeast(
                        "end to end, of the bare anti-join and unnest",
                        rounds.figure(round -> end(round).perSecond()
                                / part(round, Parts.UPSERT).perSecond()),
                        OF_UNNEST))
                .goal(Goal.atLeast(
                        "duplicates, of new items end to end",
                        rounds.figure(round -> part(round, Parts.DUPLICATES).perSecond()
                                / end(round).perSecond()),
                        DUPLICATES))
                .goal(Goal.atMost(
                        "bytes written ahead for a duplicate",
                        rounds.figure(Parts.DUPLICATES, Sample::walPerItem),
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
                .fact("processors busy for us, end to end", busy(rounds, Parts.END_TO_END))
                .fact("processors busy for us, bare anti-join and unnest", busy(rounds, Parts.UPSERT));
    }

    private static Figure busy(Rounds rounds, String part) {
        return rounds.figure(part, sample -> sample.cpu().total() / sample.seconds());
    }

    /** Processors that were not busy for somebody else. */
    private static double left(Sample sample) {
        return Runtime.getRuntime().availableProcessors() - sample.cpu().foreign() / sample.seconds();
    }

    private static Sample end(Map<String, Sample> round) {
        return part(round, Parts.END_TO_END);
    }

    private static Sample part(Map<String, Sample> round, String part) {
        Sample sample = round.get(part);
        if (sample == null) {
            throw new IllegalStateException("part: %s (expected: measured)".formatted(part));
        }
        return sample;
    }

    /** Of one item, in seconds. The database's where a loop asks it for something; else it is busy with itself. */
    private static double bareCpu(Map<String, Sample> round) {
        return Parts.BARE.stream()
                .map(part -> part(round, part))
                .mapToDouble(sample -> sample.part().equals(Parts.UPSERT) ? 1 / sample.perCpuSecond() : ownCpu(sample))
                .sum();
    }

    private static double ownCpu(Sample sample) {
        return sample.cpu().jvm() / sample.items();
    }

    private static double bareSeconds(Map<String, Sample> round) {
        return Parts.BARE.stream()
                .mapToDouble(part -> 1 / part(round, part).perSecond())
                .sum();
    }
}
