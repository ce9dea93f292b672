package dev.gapless.benchmarks.quota;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.RoundResults;
import dev.gapless.benchmarks.measure.UsageSnapshot;
import dev.gapless.benchmarks.profile.PartProfiler;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.FigureGoal;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.connector.Connector;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Pages that a miner fetches and delivers while nothing limits it, beside the same pages fetched by a plain client. The
 * bare client reads the bodies and drops them. Another one also puts each item into Kafka, as every miner must. The
 * sandbox that answers them is in this process, and what it uses counts for all.
 */
public final class PageBenchmark {

    private static final String BARE = "bare client";
    private static final String PUBLISHED = "bare client that publishes";
    private static final String MINER = "miner";
    private static final int CREDENTIALS = 20;
    private static final int GAPS = 6;
    private static final int WITHOUT_LIMIT = 10_000;
    private static final Duration WARM_UP = Duration.ofSeconds(8);

    /** Once, before all rounds: until the compilers leave the processors to the miner. */
    private static final Duration FIRST_WARM_UP = Duration.ofSeconds(40);

    private static final double SHARE = 0.85;

    private final BenchmarkRig rig;
    private final int rounds;
    private final Duration length;
    private final Consumer<String> progress;

    /** @param length of each part in a round */
    public PageBenchmark(BenchmarkRig rig, int rounds, Duration length, Consumer<String> progress) {
        this.rig = rig;
        this.rounds = rounds;
        this.length = length;
        this.progress = progress;
    }

    public BenchmarkReport run() throws Exception {
        try (LimitedSandbox sandbox =
                LimitedSandbox.startWithLongHistories(rig.directory().resolve("sandbox"), CREDENTIALS)) {
            sandbox.limit(WITHOUT_LIMIT, WITHOUT_LIMIT, true, false);
            Connector source = sandbox.source(WITHOUT_LIMIT, WITHOUT_LIMIT, "5s", LimitedSandbox.USUAL_PAGE);
            try (MinerHost _ = MinerHost.start(rig, source, 0, new AccountCredentials())) {
                return measured(sandbox, source);
            }
        }
    }

    private BenchmarkReport measured(LimitedSandbox sandbox, Connector source) throws Exception {
        progress.accept("warm-up");
        try (GapSupply gaps = GapSupply.start(rig, CREDENTIALS, GAPS)) {
            TimeUnit.NANOSECONDS.sleep(FIRST_WARM_UP.toNanos());
            gaps.requireWell();
        }
        awaitQuiet(sandbox);
        RoundResults results = new RoundResults();
        for (int round = 0; round < rounds; round++) {
            progress.accept("round %d of %d".formatted(round + 1, rounds));
            // what comes second has warmer code
            if (round % 2 == 0) {
                results.add(bare(sandbox, source));
                results.add(published(sandbox, source));
                results.add(mined(sandbox));
            } else {
                results.add(mined(sandbox));
                results.add(published(sandbox, source));
                results.add(bare(sandbox, source));
            }
        }
        BenchmarkReport report = new BenchmarkReport(
                        "pages", "pages of %d items without limits".formatted(LimitedSandbox.USUAL_PAGE), results)
                .goal(FigureGoal.atLeast(
                        "pages for a processor second, of the bare client's",
                        results.figure(round -> share(round.get(MINER), round.get(BARE), PartSample::perCpuSecond)),
                        SHARE))
                .fact(
                        "pages a second, of the bare client's",
                        results.figure(round -> share(round.get(MINER), round.get(BARE), PartSample::perSecond)))
                .fact(
                        "pages for a processor second, of the bare client's that publishes",
                        results.figure(
                                round -> share(round.get(MINER), round.get(PUBLISHED), PartSample::perCpuSecond)))
                .fact(
                        "pages a second, of the bare client's that publishes",
                        results.figure(round -> share(round.get(MINER), round.get(PUBLISHED), PartSample::perSecond)))
                .fact("pages a second, bare client", results.figure(BARE, PartSample::perSecond))
                .fact("pages a second, miner", results.figure(MINER, PartSample::perSecond))
                .fact("ms of processor time a page, bare client", results.figure(BARE, PageBenchmark::millis))
                .fact("ms of processor time a page, miner", results.figure(MINER, PageBenchmark::millis));
        progress.accept("profile");
        PartProfiler.profile(rig, report, () -> mined(sandbox));
        return report;
    }

    private static double millis(PartSample sample) {
        return sample.cpuPerMillion() / 1_000;
    }

    private static double share(
            @Nullable PartSample of, @Nullable PartSample all, ToDoubleFunction<PartSample> figure) {
        return of == null || all == null ? 0 : figure.applyAsDouble(of) / figure.applyAsDouble(all);
    }

    private PartSample bare(LimitedSandbox sandbox, Connector source) throws Exception {
        try (BareClient client = BareClient.start(source, CREDENTIALS, BareClient.PageReader.NONE)) {
            return stretch(BARE, sandbox, client::requireWell);
        }
    }

    private PartSample published(LimitedSandbox sandbox, Connector source) throws Exception {
        try (PagePublisher publisher = PagePublisher.start(rig);
                BareClient client = BareClient.start(source, CREDENTIALS, publisher)) {
            return stretch(PUBLISHED, sandbox, client::requireWell);
        }
    }

    private PartSample mined(LimitedSandbox sandbox) throws Exception {
        try (GapSupply gaps = GapSupply.start(rig, CREDENTIALS, GAPS)) {
            return stretch(MINER, sandbox, gaps::requireWell);
        } finally {
            awaitQuiet(sandbox);
        }
    }

    private PartSample stretch(String part, LimitedSandbox sandbox, Runnable check) throws Exception {
        TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
        LimitedSandbox.CallTotals before = sandbox.calls();
        UsageSnapshot begin = rig.meter().mark();
        TimeUnit.NANOSECONDS.sleep(length.toNanos());
        LimitedSandbox.CallTotals made = sandbox.calls().since(before);
        check.run();
        return rig.meter().since(begin, part, made.granted());
    }

    /** Tasks that were out when the supply ended are carried out; the next part begins behind them. */
    private static void awaitQuiet(LimitedSandbox sandbox) throws Exception {
        long before = -1;
        for (long calls = sandbox.calls().all();
                calls != before;
                calls = sandbox.calls().all()) {
            before = calls;
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }
}
