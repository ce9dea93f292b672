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
import io.micrometer.core.instrument.Timer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The scheduler with very many accounts of three streams each. Live windows and the miners are played: the windows are
 * told to reach an hour into the future, so that they live, and what is handed out is filled at once.
 */
public final class ScaleBenchmark {

    private static final String QUIET = "quiet";
    private static final String DISPATCH = "dispatch";
    private static final String SWEEP = "sweep";
    private static final String OUTAGE = "outage";
    private static final String RECOVERY = "recovery";
    private static final int STREAMS = 3;
    private static final int HOLES = 4;
    private static final int PROBES = 60;
    private static final int OF = 100_000;
    private static final Duration QUIET_TIME = Duration.ofSeconds(20);
    private static final Duration DISPATCH_TIME = Duration.ofSeconds(40);
    private static final Duration TIMEOUT = Duration.ofMinutes(20);
    private static final double MILLIS = 1_000;
    private static final long HALF_HOUR = 1_800_000_000L;

    private final BenchmarkRig rig;
    private final int accounts;
    private final Consumer<String> progress;

    public ScaleBenchmark(BenchmarkRig rig, int accounts, Consumer<String> progress) {
        this.rig = rig;
        this.accounts = accounts;
        this.progress = progress;
    }

    public BenchmarkReport run() throws Exception {
        RoundResults measured = new RoundResults();
        try (SchedulerHost scheduler = SchedulerHost.start(rig)) {
            Instant since = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(1, ChronoUnit.DAYS);
            scheduler.send(
                    "PUT", "/v1/sources/" + SandboxSource.NAME, BodyPublishers.ofByteArray(SandboxSource.manifest()));
            progress.accept("coverage and gaps");
            fill(since);
            progress.accept("accounts");
            double imported = imported(scheduler, since);
            progress.accept("the first plan");
            double first =
                    seconds(() -> count("stream_plan where planned_at is not null") == (long) accounts * STREAMS);
            rig.database().execute("analyze scheduler.stream_plan; analyze scheduler.account");
            progress.accept("quiet");
            measured.add(rig.meter().measure(QUIET, () -> {
                Thread.sleep(QUIET_TIME);
                return (long) accounts * STREAMS;
            }));
            progress.accept("dispatch");
            Timer looks = scheduler.rounds("dispatch");
            long before = looks.count();
            double spent = looks.totalTime(TimeUnit.MILLISECONDS);
            measured.add(dispatch(scheduler));
            double look = (looks.totalTime(TimeUnit.MILLISECONDS) - spent) / Math.max(1, looks.count() - before);
            progress.accept("changes");
            List<Double> declared = declared();
            progress.accept("outage");
            long lost = MicrosecondTime.of(since.plus(80, ChronoUnit.MINUTES));
            measured.add(outage(lost));
            progress.accept("recovery");
            measured.add(recovery(lost));
            progress.accept("sweep");
            rig.database().execute("update scheduler.stream_plan set due_at = now()");
            UsageSnapshot begin = rig.meter().mark();
            double swept = seconds(() -> count("stream_plan where due_at <= now()") == 0);
            measured.add(rig.meter().since(begin, SWEEP, (long) accounts * STREAMS));
            return report(measured, imported, first, look, declared, swept);
        }
    }

    private BenchmarkReport report(
            RoundResults measured, double imported, double first, double look, List<Double> declared, double swept) {
        return new BenchmarkReport(
                        "scale",
                        "%,d accounts of %d streams, %,d gaps".formatted(accounts, STREAMS, accounts * STREAMS * HOLES),
                        measured)
                .goal(FigureGoal.atMost("milliseconds a round of dispatch", one(look), 50))
                .goal(FigureGoal.atMost(
                        "milliseconds from a change of coverage to its gap, 99th percentile",
                        one(percentile(declared, 0.99) * MILLIS),
                        500))
                .goal(FigureGoal.atMost("seconds to plan all streams", one(swept), 60))
                .goal(FigureGoal.atMost(
                        "seconds to import %,d accounts".formatted(OF), one(imported / accounts * OF), 60))
                .fact(
                        "milliseconds from a change of coverage to its gap, median",
                        one(percentile(declared, 0.5) * MILLIS))
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
    }

    private static RoundStatistic one(double value) {
        return RoundStatistic.of(List.of(value));
    }

    private static double percentile(List<Double> values, double share) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(Math.ceil(share * sorted.size())) - 1));
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

    private static List<String> streams() {
        return SandboxSource.connector().spec().streams().values().stream()
                .filter(stream -> !stream.listed().isEmpty())
                .map(stream -> stream.name())
                .sorted()
                .limit(STREAMS)
                .toList();
    }

    /** Four holes of an hour a stream, each with its gap, and an hour between. */
    private void fill(Instant since) {
        long begin = MicrosecondTime.of(since);
        String names = String.join("','", streams());
        rig.database().execute("""
                insert into checkpoint.coverage_window (source, account, stream, window_id, part_of, door, evidence,
                                                        aspects, covered, opened_from, reach, open, epoch, generation,
                                                        reported_at, opened_at, held)
                select '%2$s', 'acc-' || a, s, 'w', 'w', 'LIVE', 'HEARTBEAT_ATTESTED', 7, c.covered, %3$d,
                       upper(c.covered), true, 1, 0, now() + interval '1 day', now(), c.covered
                  from generate_series(1, %1$d) as g (a),
                       unnest(array['%4$s']) as t (s),
                       (select range_agg(int8range(%3$d + (2 * h + 1) * 3600000000,
                                                   %3$d + (2 * h + 2 + case when h = %5$d - 1 then 40 else 0 end) * 3600000000))
                          from generate_series(0, %5$d - 1) h) as c (covered);
                insert into scheduler.gap (id, source, account, stream, range_from, range_to, aspects, mode, cause, state,
                                           near, generation, due_at, opened_at, updated_at)
                select left(md5(a || s || h), 16), '%2$s', 'acc-' || a, s, %3$d + 2 * h * 3600000000,
                       %3$d + (2 * h + 1) * 3600000000, 7, 'GAP_FILL', 'live-gap', 'OPEN', false, 0, now(), now(), now()
                  from generate_series(1, %1$d) as g (a), unnest(array['%4$s']) as t (s), generate_series(0, %5$d - 1) h;
                analyze checkpoint.coverage_window;
                analyze scheduler.gap
                """.formatted(accounts, SandboxSource.NAME, begin, names, HOLES));
    }

    private double imported(SchedulerHost scheduler, Instant since) throws IOException, InterruptedException {
        Path file = rig.directory().resolve("accounts.ndjson");
        String names = String.join("\",\"", streams());
        try (BufferedWriter lines = Files.newBufferedWriter(file)) {
            for (int account = 1; account <= accounts; account++) {
                lines.write("""
                        {"source":"%s","account":"acc-%d","credential":"secret-%d","streams":["%s"],"since":"%s"}
                        """.formatted(SandboxSource.NAME, account, account, names, since));
            }
        }
        long begin = System.nanoTime();
        String answer = scheduler.send("POST", "/v1/accounts:import", BodyPublishers.ofFile(file));
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (!answer.contains("\"followed\":" + accounts + ",")) {
            throw new IllegalStateException("accounts: " + answer);
        }
        return seconds;
    }

    /** Miners that are done at once. */
    private PartSample dispatch(SchedulerHost scheduler) throws InterruptedException {
        UsageSnapshot begin = rig.meter().mark();
        double before = scheduler.tasks();
        long end = System.nanoTime() + DISPATCH_TIME.toNanos();
        while (System.nanoTime() < end) {
            rig.database().execute("""
                    update scheduler.gap set state = 'FILLED', lease_until = null, closed_at = now()
                     where state = 'SCHEDULED'
                    """);
            Thread.sleep(100);
        }
        return rig.meter().since(begin, DISPATCH, Math.max(1, Math.round(scheduler.tasks() - before)));
    }

    /** Seconds from a hole in a live window to the gap that says so, one after the other. */
    private List<Double> declared() throws InterruptedException {
        List<Double> declared = new ArrayList<>();
        for (int probe = 1; probe <= PROBES; probe++) {
            String where = "source = '%s' and account = 'acc-%d' and stream = '%s'"
                    .formatted(
                            SandboxSource.NAME,
                            1 + probe * (accounts / (PROBES + 1)),
                            streams().getFirst());
            long known = count("gap where " + where);
            rig.database().execute("""
                    update checkpoint.coverage_window
                       set covered = c.cut, held = c.cut
                      from (select w.covered - int8multirange(int8range(lower(r) + 600000000, lower(r) + 900000000)) as cut
                              from checkpoint.coverage_window w, unnest(w.covered) r
                             where w.%1$s order by r limit 1) c
                     where %2$s;
                    insert into checkpoint.coverage_change (source, account, stream)
                    select source, account, stream from checkpoint.coverage_window where %2$s
                    """.formatted(where.replace(" and ", " and w."), where));
            declared.add(seconds10(() -> count("gap where " + where) > known));
        }
        return declared;
    }

    /** All live windows lose the same half hour: a gap a stream more. */
    private PartSample outage(long from) throws InterruptedException {
        return changed(OUTAGE, '-', from, "gap where range_from = %d".formatted(from));
    }

    /** Somebody has brought what the outage lost. */
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

    /** Looked at each 10 ms. */
    private static double seconds10(BooleanSupplier done) throws InterruptedException {
        long begin = System.nanoTime();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() - begin > TIMEOUT.toNanos()) {
                throw new IllegalStateException("not done after " + TIMEOUT);
            }
            Thread.sleep(10);
        }
        return (System.nanoTime() - begin) / 1e9;
    }
}
