package dev.gapless.benchmarks.cache;

import dev.gapless.benchmarks.ledger.BenchmarkData;
import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.RoundResults;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.FigureGoal;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.benchmarks.rig.ItemBatches;
import dev.gapless.benchmarks.rig.PostGenerator;
import dev.gapless.benchmarks.rig.StalledRedis;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Posts that come by the live path and are mined twice, committed by a ledger that asks Redis first. One part is
 * measured while Redis answers, the other while it does not.
 */
public final class CacheBenchmark {

    /**
     * What the service needs to be started with: hints, and none of them in its own memory, which would not be lost.
     */
    public static final List<String> SETTINGS = List.of(
            "--gapless.checkpoint.ledger.duplicate-cache=on", "--gapless.checkpoint.ledger.duplicate-cache-memory=0B");

    private static final double SHARE = 0.7;
    private static final int BATCH = 1_000;
    private static final int WARM_UPS = 2;

    /** Redis is left alone for five seconds after it has not answered. */
    private static final Duration TRUSTED_AGAIN = Duration.ofSeconds(6);

    private enum Kind {
        LIVE("live, new"),
        MINED("mined, first copy"),
        AGAIN("mined, second copy");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        private String part(boolean silent) {
            return words + (silent ? ", Redis silent" : ", Redis answers");
        }
    }

    private final BenchmarkRig rig;
    private final int items;
    private final int rounds;
    private final int warmUps;
    private final Consumer<String> progress;
    private long next;

    /** @param items that are committed three times each, with Redis and without, in each round; whole batches */
    public CacheBenchmark(BenchmarkRig rig, int items, int rounds, Consumer<String> progress) {
        this(rig, items, rounds, WARM_UPS, progress);
    }

    CacheBenchmark(BenchmarkRig rig, int items, int rounds, int warmUps, Consumer<String> progress) {
        this.rig = rig;
        this.items = Math.max(BATCH, items / BATCH * BATCH);
        this.rounds = rounds;
        this.warmUps = warmUps;
        this.progress = progress;
    }

    public BenchmarkReport run() throws Exception {
        RoundResults measured = new RoundResults();
        for (int round = -warmUps; round < rounds; round++) {
            progress.accept(round < 0 ? "warm-up" : "round %d of %d".formatted(round + 1, rounds));
            boolean silentFirst = round % 2 != 0;
            List<PartSample> samples = new ArrayList<>(commit(silentFirst));
            samples.addAll(commit(!silentFirst));
            if (round >= 0) {
                samples.forEach(measured::add);
            }
        }
        BenchmarkReport report = new BenchmarkReport("hints", "Commits with Redis, and while it says nothing", measured)
                .goal(FigureGoal.atLeast(
                        "of the speed with Redis, while it says nothing: all three together",
                        measured.figure(round -> seconds(round, false) / seconds(round, true)),
                        SHARE));
        for (Kind kind : Kind.values()) {
            report.fact(
                    "of the speed with Redis, while it says nothing: " + kind.words,
                    measured.figure(round -> of(round, kind, false).seconds()
                            / of(round, kind, true).seconds()));
            report.fact(
                    "processor time with Redis, of that without: " + kind.words,
                    measured.figure(round -> of(round, kind, false).cpuPerMillion()
                            / of(round, kind, true).cpuPerMillion()));
        }
        return report;
    }

    private static double seconds(Map<String, PartSample> round, boolean silent) {
        return Arrays.stream(Kind.values())
                .mapToDouble(kind -> of(round, kind, silent).seconds())
                .sum();
    }

    private static PartSample of(Map<String, PartSample> round, Kind kind, boolean silent) {
        return Objects.requireNonNull(round.get(kind.part(silent)));
    }

    private List<PartSample> commit(boolean silent) throws Exception {
        long first = next;
        next += items;
        rig.database().vacuum();
        rig.database().settle();
        double failures = failures();
        List<PartSample> samples;
        if (silent) {
            try (StalledRedis _ = rig.holdRedis()) {
                samples = commit(first, true);
            }
            require(failures() > failures, "Redis was silent, and no failure was counted");
            Thread.sleep(TRUSTED_AGAIN);
        } else {
            samples = commit(first, false);
            require(failures() == failures, "Redis was to answer, and was too late");
        }
        return samples;
    }

    private double failures() {
        return rig.checkpointBean(MeterRegistry.class)
                .counter("gapless.cache.failures")
                .count();
    }

    /** A run whose condition was not there has measured something else. */
    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }

    private List<PartSample> commit(long first, boolean silent) throws Exception {
        List<PartSample> samples = new ArrayList<>();
        samples.add(commit(Kind.LIVE, silent, first, PostGenerator::live, Decision.NEW));
        samples.add(commit(Kind.MINED, silent, first, PostGenerator::mined, Decision.DUPLICATE));
        samples.add(commit(Kind.AGAIN, silent, first, PostGenerator::mined, Decision.DUPLICATE));
        return samples;
    }

    private PartSample commit(
            Kind kind, boolean silent, long first, LongFunction<CapturedRecord> post, Decision expected)
            throws Exception {
        List<Item> all = BenchmarkData.items(first, first + items, UUID.randomUUID(), post);
        return new ItemBatches(all, BATCH, expected).measure(rig.meter(), kind.part(silent), rig::commit);
    }
}
