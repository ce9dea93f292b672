package dev.gapless.benchmarks.scale;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.RoundResults;
import dev.gapless.benchmarks.measure.RoundStatistic;
import dev.gapless.benchmarks.measure.UsageSnapshot;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.FigureGoal;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.benchmarks.rig.SandboxSource;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An outage that left very many gaps, each with a deadline, drained by played miners that answer whatever is out. What
 * a filled gap costs is measured while more and more gaps wait. The cost is the hand-out, the miner's report, and the
 * plan that finds the gap covered. The miners' own work and their messages are not in it.
 */
public final class OutageBenchmark {

    private static final long[] LEVELS = {1_000, 10_000, 100_000, 1_000_000};
    private static final int PLACES = 200;

    /** A level that is drained sooner than the others is drained so often at most. */
    private static final long MOST_ROUNDS = 10;

    /** What a level's beginning rewrites. Else vacuuming it would be paid by the gaps that are filled next. */
    private static final List<String> VACUUMED =
            List.of("checkpoint.coverage_window", "scheduler.gap", "scheduler.stream_plan", "scheduler.account_queue");

    /** Rounds of answers between two samples of the figures. Counting the gaps would be paid by those filled. */
    private static final int SAMPLED = 50;

    /** Rounds of answers between two looks at what is filled. */
    private static final int COUNTED = 10;

    private static final Duration TIMEOUT = Duration.ofMinutes(60);
    private static final Duration FIGURES = Duration.ofMinutes(5);

    /** All that is out is answered: its coverage is there, and it waits for the plan that sees it. */
    private static final String ANSWER = """
            with out as (
                update scheduler.gap g
                   set state = 'FILLING', lease_until = now() + interval '15 seconds', updated_at = now()
                 where state = 'SCHEDULED'
                returning g.source, g.account, g.stream, g.range_from, g.range_to
            ), filled as (
                update checkpoint.coverage_window w
                   set covered = w.covered + r.brought, held = w.held + r.brought
                  from (select source, account, stream, range_agg(int8range(range_from, range_to)) as brought
                          from out group by source, account, stream) r
                 where w.source = r.source and w.account = r.account and w.stream = r.stream
            )
            insert into checkpoint.coverage_change (source, account, stream)
            select distinct source, account, stream from out
            """;

    /** What is out and was not noted yet, by the look that handed it out. */
    private static final String NOTE = """
            insert into scheduler.bench_hand_out (id, deadline, handed_out)
            select id, deadline, updated_at from scheduler.gap where state = 'SCHEDULED'
                on conflict (id) do nothing
            """;

    private final BenchmarkRig rig;
    private final int accounts;
    private final long most;
    private final long drained;
    private final int schedulers;
    private final Consumer<String> progress;

    /** Of each part, the pages written whole for a filled gap; the most of its rounds. */
    private final Map<String, Double> pages = new HashMap<>();

    private int samples;
    private int wrong;

    /**
     * @param most gaps that wait at the last level
     * @param drained gaps that are filled at each level, all where fewer wait
     */
    public OutageBenchmark(
            BenchmarkRig rig, int accounts, long most, long drained, int schedulers, Consumer<String> progress) {
        this.rig = rig;
        this.accounts = accounts;
        this.most = most;
        this.drained = drained;
        this.schedulers = schedulers;
        this.progress = progress;
    }

    public BenchmarkReport run() throws Exception {
        RoundResults measured = new RoundResults();
        ScaleTables tables = new ScaleTables(rig, accounts);
        List<String> parts = new ArrayList<>();
        try (SchedulerHosts hosts = SchedulerHosts.start(rig, schedulers)) {
            hosts.first()
                    .send(
                            "PUT",
                            "/v1/sources/" + SandboxSource.NAME,
                            BodyPublishers.ofByteArray(SandboxSource.manifest()));
            tables.fill(1);
            rig.database()
                    .execute("delete from scheduler.gap; create table scheduler.bench_hand_out"
                            + " (id text primary key, deadline timestamptz, handed_out timestamptz)");
            tables.reset("none", 0, 0);
            progress.accept("accounts");
            tables.importAccounts(hosts.first());
            await("stream_plan where planned_at is null", 0);
            await("stream_plan where planned_at is not null", (long) accounts * ScaleTables.STREAMS);
            long overtaken = 0;
            double late = 0;
            for (long level : LEVELS) {
                if (level > most) {
                    break;
                }
                String part = "%,d gaps".formatted(level);
                progress.accept(part);
                parts.add(part);
                long rounds = Math.clamp(drained / level, 1, MOST_ROUNDS);
                for (long round = 1; round <= rounds; round++) {
                    rig.database().execute("truncate scheduler.bench_hand_out");
                    tables.reset(part + round, level, (int) Math.ceilDiv(level, (long) accounts * ScaleTables.STREAMS));
                    await("account_queue_change", 0);
                    VACUUMED.forEach(table -> rig.database().execute("vacuum analyze " + table));
                    rig.database().settle();
                    measured.add(drain(hosts, part, level));
                    overtaken = Math.max(overtaken, overtaken());
                    late = Math.max(late, rig.database().number(LATE) / 1e3);
                }
            }
            return report(measured, parts, overtaken, late, hosts);
        }
    }

    private PartSample drain(SchedulerHosts hosts, String part, long level) throws InterruptedException {
        long goal = Math.min(level, drained);
        boolean told = level >= drained && awaitFigures(hosts, level);
        long whole = wholePages();
        UsageSnapshot begin = rig.meter().mark();
        long start = System.nanoTime();
        long filled = 0;
        int round = 0;
        while (filled < goal) {
            if (System.nanoTime() - start > TIMEOUT.toNanos()) {
                throw new IllegalStateException("not drained after " + TIMEOUT);
            }
            rig.database().execute(NOTE + ";" + ANSWER);
            if (++round % SAMPLED == 0 && told) {
                samples++;
                wrong += hosts.wrongFigures(level);
            }
            Thread.sleep(50);
            if (round % COUNTED == 0) {
                filled = rig.database().number("select count(*) from scheduler.gap where closed_at is not null");
            }
        }
        PartSample sample = rig.meter().since(begin, part, filled);
        pages.merge(part, (double) (wholePages() - whole) / filled, Math::max);
        samples++;
        wrong += rig.database().number("select count(*) from scheduler.gap") == level ? 0 : 1;
        return sample;
    }

    /** Gauges are some seconds old. A level that is drained sooner than they are read has none. */
    private static boolean awaitFigures(SchedulerHosts hosts, long level) throws InterruptedException {
        long end = System.nanoTime() + FIGURES.toNanos();
        while (hosts.wrongFigures(level) > 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the gauges did not say %d gaps within %s".formatted(level, FIGURES));
            }
            Thread.sleep(100);
        }
        return true;
    }

    /** Pages that the log ever took in whole. */
    private long wholePages() {
        return rig.database().number("select wal_fpi from pg_stat_wal");
    }

    private void await(String what, long count) throws InterruptedException {
        while (rig.database().number("select count(*) from scheduler." + what) != count) {
            Thread.sleep(200);
        }
    }

    /** Gaps before which more than a look's worth went, that had later deadlines. */
    private long overtaken() {
        return rig.database().number("""
                select count(*)
                  from (select row_number() over (order by handed_out, deadline)
                               - row_number() over (order by deadline) as behind
                          from scheduler.bench_hand_out) o
                 where behind > %d
                """.formatted(PLACES));
    }

    /** In ms: the longest that a gap went later than the one whose turn it was. */
    private static final String LATE = """
            select coalesce(max(extract(epoch from b.handed_out - t.handed_out) * 1000)::int8, 0)
              from (select handed_out, row_number() over (order by deadline) as place from scheduler.bench_hand_out) b
              join (select handed_out, row_number() over (order by handed_out) as place
                      from scheduler.bench_hand_out) t using (place)
            """;

    private BenchmarkReport report(
            RoundResults measured, List<String> parts, long overtaken, double late, SchedulerHosts hosts) {
        double first = cost(measured, parts.getFirst());
        double last = cost(measured, parts.getLast());
        BenchmarkReport report = new BenchmarkReport(
                        "outage",
                        "%,d accounts of %d streams, schedulers: %d"
                                .formatted(accounts, ScaleTables.STREAMS, schedulers),
                        measured)
                .goal(FigureGoal.atMost("gaps that were handed out twice", one((double) hosts.sentTwice()), 0))
                .goal(FigureGoal.atMost(
                        "gaps that more than %d with later deadlines went before".formatted(PLACES),
                        one((double) overtaken),
                        0))
                .goal(FigureGoal.atMost(
                        "samples of the figures in which a gap was missing or twice, of " + samples, one(wrong), 0))
                .goal(FigureGoal.atMost(
                        "cost of a filled gap while %s wait, to that while %s do"
                                .formatted(parts.getLast(), parts.getFirst()),
                        one(last / first),
                        1.3))
                .fact("seconds that a gap waited beyond its turn, at most", one(late))
                .fact("least share of a scheduler, 1 being an equal one", one(hosts.leastShare()));
        for (String part : parts) {
            report.fact(
                            "processor seconds of the database for 1,000 gaps filled while %s wait".formatted(part),
                            measured.figure(part, sample -> sample.cpu().postgres() / sample.items() * 1_000))
                    .fact(
                            "gaps filled each second while %s wait".formatted(part),
                            measured.figure(part, PartSample::perSecond))
                    .fact(
                            "pages that the log takes whole for a gap filled while %s wait".formatted(part),
                            one(pages.getOrDefault(part, 0.0)));
        }
        return report;
    }

    /** Processor seconds of all that is ours, a gap. */
    private static double cost(RoundResults measured, String part) {
        return measured.figure(part, PartSample::cpuPerMillion).median();
    }

    private static RoundStatistic one(double value) {
        return RoundStatistic.of(List.of(value));
    }
}
