package dev.gapless.benchmarks.quota;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.RoundResults;
import dev.gapless.benchmarks.measure.RoundStatistic;
import dev.gapless.benchmarks.measure.UsageSnapshot;
import dev.gapless.benchmarks.quota.LimitedSandbox.CallTotals;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.FigureGoal;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.benchmarks.scale.SchedulerHost;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.connector.Connector;
import dev.gapless.connector.catalog.CredentialProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Miners at a source's limit while gaps always wait: how many of the allowed calls they make, and how many are refused.
 * In the middle the source halves its limit, and the manifest goes on saying the former one. The miners are real, in
 * this process, and share their budget in Redis; the scheduler that gives out gaps is played. In one variant Redis is
 * stopped instead, and a real scheduler counts calls.
 */
public final class QuotaBenchmark {

    private static final String FULL = "at the limit of the manifest";
    private static final String HALVED = "at half of it";
    private static final String WITHOUT_REDIS = "without Redis";

    private static final int MINERS = 4;
    private static final int PER_SECOND = 50;
    private static final int BURST = 50;

    /** What the manifest says may come at once: less than the source allows, as clocks and networks tremble. */
    private static final int DECLARED_BURST = 20;

    /** After a refusal that does not say until when. */
    private static final String PAUSE = "1s";

    /** Items of a page: so the history lasts. */
    private static final int SMALL_PAGE = 2;

    /** Gaps of each credential that are out at once. */
    private static final int GAPS = 6;

    /** Until the compilers leave the processors to the miners. */
    private static final Duration WARM_UP = Duration.ofSeconds(40);

    /** In which the source's bucket, at its new limit, fills anew. */
    private static final Duration WINDOW = Duration.ofSeconds(2);

    private static final double USED = 0.97;
    private static final double REFUSED = 0.001;
    private static final double REFUSED_HALVED = 0.01;

    private final BenchmarkRig rig;
    private final QuotaVariant variant;
    private final Duration length;
    private final Consumer<String> progress;

    /** @param length of each of the two parts */
    public QuotaBenchmark(BenchmarkRig rig, QuotaVariant variant, Duration length, Consumer<String> progress) {
        this.rig = rig;
        this.variant = variant;
        this.length = length;
        this.progress = progress;
    }

    private record Stretch(PartSample sample, CallTotals calls) {

        /** The one and then the other, as one. */
        Stretch and(Stretch next) {
            return new Stretch(
                    sample.plus(next.sample),
                    new CallTotals(calls.all() + next.calls.all(), calls.limited() + next.calls.limited()));
        }

        double used(int allowedPerSecond) {
            return calls.granted() / (allowedPerSecond * sample.seconds());
        }
    }

    public BenchmarkReport run() throws Exception {
        if (!variant.redisStopped()) {
            return run("http://127.0.0.1:1");
        }
        try (SchedulerHost scheduler = SchedulerHost.start(rig, 0)) {
            return run(scheduler.url());
        }
    }

    private BenchmarkReport run(String scheduler) throws Exception {
        try (LimitedSandbox sandbox = LimitedSandbox.start(rig.directory().resolve("sandbox"), variant.credentials())) {
            sandbox.limit(PER_SECOND, BURST, variant.headers(), variant.pool());
            List<MinerHost> miners = new ArrayList<>();
            try {
                Connector source = sandbox.source(PER_SECOND, DECLARED_BURST, PAUSE, SMALL_PAGE, variant.pool());
                CredentialProvider credentials =
                        variant.pool() ? new SourceCredentials(variant.credentials()) : new AccountCredentials();
                for (int number = 0; number < MINERS; number++) {
                    progress.accept("miner %d of %d".formatted(number + 1, MINERS));
                    miners.add(MinerHost.start(rig, source, number, credentials, scheduler));
                }
                try (GapSupply gaps = GapSupply.start(rig, variant.credentials(), GAPS)) {
                    return measured(sandbox, gaps);
                }
            } finally {
                miners.forEach(MinerHost::close);
            }
        }
    }

    private BenchmarkReport measured(LimitedSandbox sandbox, GapSupply gaps) throws IOException, InterruptedException {
        progress.accept("warm-up");
        TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
        progress.accept(FULL);
        Stretch full = stretch(FULL, sandbox, gaps, length);
        return variant.redisStopped() ? withoutRedis(full, sandbox, gaps) : halved(full, sandbox, gaps);
    }

    private BenchmarkReport withoutRedis(Stretch full, LimitedSandbox sandbox, GapSupply gaps)
            throws IOException, InterruptedException {
        progress.accept(WITHOUT_REDIS);
        rig.stopRedis();
        Stretch first = stretch(WITHOUT_REDIS, sandbox, gaps, WINDOW);
        Stretch rest = stretch(WITHOUT_REDIS, sandbox, gaps, length.minus(WINDOW));
        int allowed = variant.credentials() * PER_SECOND;
        return report(full, first.and(rest))
                .goal(FigureGoal.atMost(
                        "share of calls that were refused for the limit",
                        one(full.calls().limitedShare()),
                        REFUSED))
                .goal(FigureGoal.atMost(
                        "share refused since Redis was stopped",
                        one(first.and(rest).calls().limitedShare()),
                        REFUSED))
                .fact("share of the allowed calls that were made", one(full.used(allowed)))
                .fact(
                        "share of them in the first %d s without Redis".formatted(WINDOW.toSeconds()),
                        one(first.used(allowed)))
                .fact("share of them after that", one(rest.used(allowed)))
                .fact("calls refused since Redis was stopped", one((double)
                        first.and(rest).calls().limited()));
    }

    private BenchmarkReport report(Stretch full, Stretch other) {
        RoundResults results = new RoundResults();
        results.add(full.sample());
        results.add(other.sample());
        return new BenchmarkReport(
                variant.name(),
                "%d credentials of one source, %d requests a second each, %d miners%s"
                        .formatted(variant.credentials(), PER_SECOND, MINERS, variant.words()),
                results);
    }

    private BenchmarkReport halved(Stretch full, LimitedSandbox sandbox, GapSupply gaps)
            throws IOException, InterruptedException {
        long limited = gaps.slices(Outcome.LIMITED);
        progress.accept(HALVED);
        sandbox.limit(PER_SECOND / 2, BURST / 2, variant.headers(), variant.pool());
        Stretch first = stretch(HALVED, sandbox, gaps, WINDOW);
        Stretch rest = stretch(HALVED, sandbox, gaps, length.minus(WINDOW));
        Stretch halved = first.and(rest);
        int allowed = variant.credentials() * PER_SECOND;
        return report(full, halved)
                .goal(FigureGoal.atLeast("share of the allowed calls that were made", one(full.used(allowed)), USED))
                .goal(FigureGoal.atMost(
                        "share of calls that were refused for the limit",
                        one(full.calls().limitedShare()),
                        REFUSED))
                .goal(FigureGoal.atMost(
                        "share refused since the limit was halved, the first window included",
                        one(halved.calls().limitedShare()),
                        REFUSED_HALVED))
                .fact(
                        "refused in the first window of %d s".formatted(WINDOW.toSeconds()),
                        one(first.calls().limitedShare()))
                .fact("refused after it", one(rest.calls().limitedShare()))
                .fact("calls refused at the limit of the manifest", one((double)
                        full.calls().limited()))
                .fact("calls refused at half of it", one((double) halved.calls().limited()))
                .fact("share of the allowed calls that were made after the first window", one(rest.used(allowed / 2)))
                .fact("slices that ended to wait, at the limit of the manifest", one((double) limited))
                .fact("slices that ended to wait, at half of it", one((double) gaps.slices(Outcome.LIMITED) - limited));
    }

    private Stretch stretch(String part, LimitedSandbox sandbox, GapSupply gaps, Duration duration)
            throws IOException, InterruptedException {
        CallTotals before = sandbox.calls();
        UsageSnapshot begin = rig.meter().mark();
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        CallTotals made = sandbox.calls().since(before);
        gaps.requireWell();
        return new Stretch(rig.meter().since(begin, part, made.all()), made);
    }

    private static RoundStatistic one(double value) {
        return RoundStatistic.of(List.of(value));
    }
}
