package dev.gapless.benchmarks.scale;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.RoundResults;
import dev.gapless.benchmarks.measure.RoundStatistic;
import dev.gapless.benchmarks.measure.UsageSnapshot;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.FigureGoal;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.benchmarks.rig.SandboxSource;
import dev.gapless.common.position.MicrosecondTime;
import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The scheduler with very many accounts of three streams each. Live windows and the miners are simulated. The windows
 * reach an hour into the future, so that they count as live. A gap that is handed out is filled at once.
 */
public final class ScaleBenchmark {

    private static final String QUIET = "quiet";
    private static final String DISPATCH = "dispatch";
    private static final String SWEEP = "sweep";
    /** In milliseconds. */
    private static final double MOST_ROUND = 2_000;

    private static final double MOST_HEAP = 512;
    private static final String OUTAGE = "outage";
    private static final String RECOVERY = "recovery";
    private static final int STREAMS = ScaleTables.STREAMS;
    private static final int PROBES = 200;
    private static final int OF = 100_000;
    private static final Duration QUIET_TIME = Duration.ofSeconds(20);
    private static final Duration DISPATCH_TIME = Duration.ofSeconds(40);
    private static final Duration TIMEOUT = Duration.ofMinutes(20);
    private static final long HALF_HOUR = 1_800_000_000L;

    private final BenchmarkRig rig;
    private final int accounts;
    private final int holes;
    private final int schedulers;
    private final Consumer<String> progress;

    /**
     * @param gaps as many at least are open
     * @param schedulers that share the accounts
     */
    public ScaleBenchmark(BenchmarkRig rig, int accounts, long gaps, int schedulers, Consumer<String> progress) {
        this.rig = rig;
        this.accounts = accounts;
        this.holes = (int) Math.max(1, Math.min(11, Math.ceilDiv(gaps, (long) accounts * STREAMS)));
        this.schedulers = schedulers;
        this.progress = progress;
    }

    public BenchmarkReport run() throws Exception {
        RoundResults measured = new RoundResults();
        ScaleTables tables = new ScaleTables(rig, accounts);
        try (SchedulerHosts hosts = SchedulerHosts.start(rig, schedulers)) {
            hosts.first()
                    .send(
                            "PUT",
                            "/v1/sources/" + SandboxSource.NAME,
                            BodyPublishers.ofByteArray(SandboxSource.manifest()));
            progress.accept("coverage and gaps");
            tables.fill(holes);
            progress.accept("accounts");
            double imported = tables.importAccounts(hosts.first());
            progress.accept("the first plan");
            double first =
                    seconds(() -> count("stream_plan where planned_at is not null") == (long) accounts * STREAMS);
            rig.database().execute("analyze scheduler.stream_plan; analyze scheduler.account");
            progress.accept("quiet");
            double[] planned = hosts.rounds("planning");
            measured.add(rig.meter().measure(QUIET, () -> {
                Thread.sleep(QUIET_TIME);
                return (long) accounts * STREAMS;
            }));
            double round = eachRound(planned, hosts.rounds("planning"));
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            progress.accept("dispatch");
            double[] before = hosts.rounds("dispatch");
            measured.add(dispatch(hosts));
            double look = eachRound(before, hosts.rounds("dispatch"));
            double share = hosts.leastShare();
            long twice = hosts.sentTwice();
            progress.accept("changes");
            List<ChangeProbe.Passage> declared =
                    new ChangeProbe(rig.database(), ScaleTables.streams().getFirst()).passages(accounts, PROBES);
            double alive = aliveMegabytes();
            progress.accept("outage");
            long lost = MicrosecondTime.of(tables.since().plus(80, ChronoUnit.MINUTES));
            measured.add(outage(lost));
            progress.accept("recovery");
            measured.add(recovery(lost));
            progress.accept("sweep");
            rig.database().execute("update scheduler.stream_plan set due_at = now()");
            UsageSnapshot begin = rig.meter().mark();
            List<ChangeProbe.Passage> beside = new ArrayList<>();
            long sweeping = System.nanoTime();
            do {
                // of streams that no probe has changed before
                beside.add(new ChangeProbe(rig.database(), ScaleTables.streams().getLast())
                        .passage("acc-" + (1 + beside.size() * 97 % accounts)));
            } while (count("stream_plan where due_at <= now()") > 0);
            double swept = (System.nanoTime() - sweeping) / 1e9;
            measured.add(rig.meter().since(begin, SWEEP, (long) accounts * STREAMS));
            progress.accept("assignments");
            double read = hosts.readAssignments(accounts);
            BenchmarkReport report = report(measured, imported, first, look, declared, swept)
                    .goal(FigureGoal.atMost(
                            "milliseconds from a change of coverage to its gap while all streams are planned, 99th percentile",
                            one(ChangeProbe.percentile(beside, ChangeProbe.Passage::declared, 0.99)),
                            500))
                    .goal(FigureGoal.atMost(
                            "milliseconds of a planning round while accounts are idle", one(round), MOST_ROUND))
                    .fact(
                            "threads of the operating system: schedulers, checkpoint service, processor and Kafka broker together",
                            one((double) threads))
                    .fact("changes meanwhile, one after the other", one((double) beside.size()))
                    .goal(FigureGoal.atMost(
                            "seconds to read %,d assignments, as a capture service does at its start"
                                    .formatted(accounts),
                            one(read),
                            10))
                    .goal(FigureGoal.atMost(
                            "megabytes alive after a collection: schedulers (%d), checkpoint service and Kafka broker together"
                                    .formatted(schedulers),
                            one(alive),
                            MOST_HEAP))
                    .goal(FigureGoal.atMost("gaps that were handed out twice", one((double) twice), 0));
            if (schedulers > 1) {
                progress.accept("takeover");
                report.goal(FigureGoal.atLeast("least share of a scheduler, 1 being an equal one", one(share), 0.5))
                        .goal(FigureGoal.atMost(
                                "seconds until the shards of one that died are taken", one(hosts.takeover()), 10));
            }
            return report;
        }
    }

    private BenchmarkReport report(
            RoundResults measured,
            double imported,
            double first,
            double look,
            List<ChangeProbe.Passage> declared,
            double swept) {
        BenchmarkReport report = new BenchmarkReport(
                        "scale",
                        "%,d accounts of %d streams, %,d gaps, schedulers: %d"
                                .formatted(accounts, STREAMS, (long) accounts * STREAMS * holes, schedulers),
                        measured)
                .goal(FigureGoal.atMost("milliseconds a round of dispatch", one(look), 50))
                .goal(FigureGoal.atMost(
                        "milliseconds from a change of coverage to its gap, 99th percentile",
                        one(ChangeProbe.percentile(declared, ChangeProbe.Passage::declared, 0.99)),
                        500))
                .goal(FigureGoal.atMost("seconds to plan all streams", one(swept), 60))
                .goal(FigureGoal.atMost(
                        "seconds to import %,d accounts".formatted(OF), one(imported / accounts * OF), 60))
                .fact("seconds to the first plan of all streams", one(first))
                .fact(
                        "processor seconds of the database each second while nothing happens",
                        measured.figure(QUIET, sample -> sample.cpu().postgres() / sample.seconds()))
                .fact("gaps handed out each second", measured.figure(DISPATCH, PartSample::perSecond))
                .fact(
                        "processor seconds of the database for 1,000 gaps handed out",
                        measured.figure(DISPATCH, sample -> sample.cpu().postgres() / sample.items() * 1_000))
                .fact(
                        "seconds until an outage of all streams has its gaps",
                        measured.figure(OUTAGE, PartSample::seconds))
                .fact(
                        "processor seconds of the database for 1,000 gaps opened by an outage",
                        measured.figure(OUTAGE, sample -> sample.cpu().postgres() / sample.items() * 1_000))
                .fact("seconds until those gaps are filled", measured.figure(RECOVERY, PartSample::seconds))
                .fact(
                        "processor seconds of the database for 1,000 gaps filled by coverage",
                        measured.figure(RECOVERY, sample -> sample.cpu().postgres() / sample.items() * 1_000))
                .fact(
                        "processor seconds of the database for 1,000 streams planned",
                        measured.figure(SWEEP, sample -> sample.cpu().postgres() / sample.items() * 1_000));
        ChangeProbe.facts(declared).forEach((fact, millis) -> report.fact(fact, one(millis)));
        return report;
    }

    /** @param before milliseconds of all rounds, and how many they were; the same of {@code after} */
    private static double eachRound(double[] before, double[] after) {
        return (after[0] - before[0]) / Math.max(1, after[1] - before[1]);
    }

    /** What a collection leaves of this process, in which the schedulers run among others. */
    private static double aliveMegabytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }

    private static RoundStatistic one(double value) {
        return RoundStatistic.of(List.of(value));
    }

    private long count(String what) {
        return rig.database().number("select count(*) from scheduler." + what);
    }

    private static double seconds(BooleanSupplier done) throws InterruptedException {
        long begin = System.nanoTime();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() - begin > TIMEOUT.toNanos()) {
                throw new IllegalStateException("not done after " + TIMEOUT);
            }
            Thread.sleep(200);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Miners that are done at once. */
    private PartSample dispatch(SchedulerHosts hosts) throws InterruptedException {
        UsageSnapshot begin = rig.meter().mark();
        double before = hosts.tasks();
        long end = System.nanoTime() + DISPATCH_TIME.toNanos();
        while (System.nanoTime() < end) {
            rig.database().execute("""
                    update scheduler.gap set state = 'FILLED', lease_until = null, closed_at = now()
                     where state = 'SCHEDULED'
                    """);
            Thread.sleep(100);
        }
        return rig.meter().since(begin, DISPATCH, Math.max(1, Math.round(hosts.tasks() - before)));
    }

    /** All live windows lose the same half hour: a gap a stream more. */
    private PartSample outage(long from) throws InterruptedException {
        return changed(OUTAGE, '-', from, "gap where range_from = %d".formatted(from));
    }

    /** What the outage lost has been brought by other means. */
    private PartSample recovery(long from) throws InterruptedException {
        return changed(RECOVERY, '+', from, "gap where range_from = %d and state = 'FILLED'".formatted(from));
    }

    private PartSample changed(String part, char operator, long from, String counted) throws InterruptedException {
        long streams = (long) accounts * STREAMS;
        UsageSnapshot begin = rig.meter().mark();
        rig.database().execute("""
                update checkpoint.coverage_window
                   set covered = covered %1$s int8multirange(int8range(%2$d, %3$d)),
                       held = held %1$s int8multirange(int8range(%2$d, %3$d));
                insert into checkpoint.coverage_change (source, account, stream)
                select source, account, stream from checkpoint.coverage_window
                """.formatted(operator, from, from + HALF_HOUR));
        seconds(() -> count(counted) >= streams);
        return rig.meter().since(begin, part, streams);
    }
}
