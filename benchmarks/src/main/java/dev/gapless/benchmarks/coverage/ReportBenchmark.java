package dev.gapless.benchmarks.coverage;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.RoundResults;
import dev.gapless.benchmarks.measure.RoundStatistic;
import dev.gapless.benchmarks.measure.UsageSnapshot;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.FigureGoal;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reports of very many live windows that say no more than that they live, applied by one replica of the checkpoint
 * service and by two. The first figures are those of a backlog; the last part sends at the rate of the windows.
 */
public final class ReportBenchmark {

    private static final String ONE = "one replica";
    private static final String TWO = "two replicas";
    private static final String PACED = "two replicas, as the windows report";

    /** Reports of each window that wait when a part begins. */
    private static final int WAITING = 3;

    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final int THOUSAND = 1_000;

    private final BenchmarkRig rig;
    private final int windows;
    private final int rounds;
    private final Consumer<String> progress;

    public ReportBenchmark(BenchmarkRig rig, int windows, int rounds, Consumer<String> progress) {
        this.rig = rig;
        this.windows = windows;
        this.rounds = rounds;
        this.progress = progress;
    }

    public BenchmarkReport run() throws Exception {
        RoundResults measured = new RoundResults();
        try (LiveWindowFeed feed = new LiveWindowFeed(rig, windows)) {
            progress.accept("windows");
            feed.sendAll();
            awaitApplied(feed);
            rig.database().execute("vacuum analyze checkpoint.coverage_window");
            rig.database().settle();
            backlogs(ONE, feed, measured);
            progress.accept("second replica");
            try (SecondCheckpoint second = SecondCheckpoint.start(rig)) {
                second.awaitShare(() -> {
                    feed.sendAll();
                    awaitApplied(feed);
                });
                backlogs(TWO, feed, measured);
                progress.accept(PACED);
                return report(measured, paced(feed));
            }
        }
    }

    private void backlogs(String part, LiveWindowFeed feed, RoundResults measured) throws Exception {
        for (int round = 0; round < rounds; round++) {
            progress.accept("%s, round %d of %d".formatted(part, round + 1, rounds));
            measured.add(rig.meter().measure(part, () -> {
                for (int each = 0; each < WAITING; each++) {
                    feed.sendAll();
                }
                awaitApplied(feed);
                return (long) windows * WAITING;
            }));
        }
    }

    /** How the applied reports kept up with windows that each report every two seconds. */
    private record Paced(PartSample sample, double behind) {}

    private Paced paced(LiveWindowFeed feed) throws InterruptedException {
        UsageSnapshot begin = rig.meter().mark();
        int sent = feed.sendPaced(Duration.ofSeconds(30), LiveWindowFeed.INTERVAL);
        long end = System.nanoTime();
        awaitApplied(feed);
        double behind = (System.nanoTime() - end) / 1e9;
        return new Paced(rig.meter().since(begin, PACED, (long) windows * sent), behind);
    }

    private BenchmarkReport report(RoundResults measured, Paced paced) {
        RoundStatistic one = measured.figure(ONE, PartSample::perSecond);
        RoundStatistic two = measured.figure(TWO, PartSample::perSecond);
        return new BenchmarkReport("reports", "Reports of %,d live windows".formatted(windows), measured)
                .goal(FigureGoal.atMost("seconds that they are applied later", single(paced.behind()), 5))
                .goal(FigureGoal.atMost(
                        "processors of the database meanwhile",
                        single(paced.sample().cpu().postgres() / paced.sample().seconds()),
                        1))
                .fact(
                        "reports sent and applied each second as the windows report",
                        single(paced.sample().perSecond()))
                .fact("reports applied each second by one replica", one)
                .fact("reports applied each second by two replicas", two)
                .fact(
                        "processor seconds of the database for 1,000 reports",
                        measured.figure(TWO, sample -> sample.cpu().postgres() / sample.items() * THOUSAND))
                .fact(
                        "processor seconds of this process for 1,000 reports, sender and broker included",
                        measured.figure(TWO, sample -> sample.cpu().jvm() / sample.items() * THOUSAND));
    }

    private static RoundStatistic single(double value) {
        return RoundStatistic.of(List.of(value));
    }

    private void awaitApplied(LiveWindowFeed feed) throws InterruptedException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (rig.database().number("select count(*) from checkpoint.coverage_window where reach >= " + feed.reached())
                < windows) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the reports were not applied within " + TIMEOUT);
            }
            Thread.sleep(100);
        }
    }
}
