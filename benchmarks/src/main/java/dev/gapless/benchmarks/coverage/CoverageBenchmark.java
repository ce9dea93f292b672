package dev.gapless.benchmarks.coverage;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.RoundResults;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.FigureGoal;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.message.MissingRequest;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.message.MissingResponse;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.common.position.StreamId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks what very many streams miss of their horizons, as the scheduler does each second. Each stream has twenty windows
 * that do not touch, as many of either path. All but one are old, so the service itself has merged them.
 */
public final class CoverageBenchmark {

    /** What the service needs to be started with, so that it merges soon, and seldom while it is measured. */
    public static final String MERGE_SOON = "--gapless.checkpoint.coverage.merge-every=20s";

    private static final String PART = "what is missing";
    private static final int WINDOWS = 20;
    private static final double SECONDS = 2;
    private static final int OF = 100_000;
    private static final int WARM_UPS = 2;
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final BenchmarkRig rig;
    private final int streams;
    private final int rounds;
    private final Consumer<String> progress;

    public CoverageBenchmark(BenchmarkRig rig, int streams, int rounds, Consumer<String> progress) {
        this.rig = rig;
        this.streams = streams;
        this.rounds = rounds;
        this.progress = progress;
    }

    public BenchmarkReport run() throws Exception {
        progress.accept("windows");
        fill();
        progress.accept("merging");
        awaitMerged();
        RoundResults measured = new RoundResults();
        byte[] query = query();
        for (int round = -WARM_UPS; round < rounds; round++) {
            progress.accept(round < 0 ? "warm-up" : "round %d of %d".formatted(round + 1, rounds));
            PartSample sample = rig.meter().measure(PART, () -> ask(query));
            if (round >= 0) {
                measured.add(sample);
            }
        }
        BenchmarkReport report = new BenchmarkReport(
                        "coverage", "What %,d streams of %d windows miss".formatted(streams, WINDOWS), measured)
                .goal(FigureGoal.atMost(
                        "seconds of the database's processor for %,d streams".formatted(OF),
                        measured.figure(PART, sample -> sample.cpu().postgres() / streams * OF),
                        SECONDS))
                .fact("seconds until the answer is there, over HTTP", measured.figure(PART, PartSample::seconds));
        progress.accept("plan");
        rig.database().explained(() -> ask(query)).forEach(report::note);
        return report;
    }

    /** Analysed with the rows in one transaction: the service must not plan for an empty table. */
    private void fill() {
        rig.database().execute("""
                insert into checkpoint.coverage_window (source, account, stream, window_id, part_of, path, evidence,
                                                        aspects, covered, opened_from, reach, open, epoch, generation,
                                                        reported_at, opened_at, held)
                select 'forum', 'acc-' || a, 'posts', 'w' || w, 'w' || w,
                       case when w %% 2 = 0 then 'LIVE' else 'MINED' end, 'PAGE_WALK', 7,
                       int8multirange(int8range(w * 1000, w * 1000 + 900)), w * 1000, w * 1000 + 900, w = %1$d, 1, 0,
                       now() - case when w = %1$d then interval '0' else interval '20 minutes' end, now(),
                       int8multirange(int8range(w * 1000, w * 1000 + 900))
                  from generate_series(1, %2$d) as s (a), generate_series(1, %1$d) as t (w)
                 order by w, a;
                insert into checkpoint.stream_state (source, account, stream)
                select 'forum', 'acc-' || a, 'posts' from generate_series(1, %2$d) as s (a);
                analyze checkpoint.coverage_window;
                analyze checkpoint.stream_state
                """.formatted(WINDOWS, streams));
    }

    /** One row a path, and the open window. */
    private void awaitMerged() throws InterruptedException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (rig.database().number("select count(*) from checkpoint.coverage_window") > 3L * streams) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the service has not merged the windows after " + TIMEOUT);
            }
            Thread.sleep(1_000);
        }
        rig.database().execute("vacuum analyze checkpoint.coverage_window");
        rig.database().settle();
    }

    private byte[] query() {
        return JSON.writeValueAsBytes(new MissingRequest(IntStream.rangeClosed(1, streams)
                .mapToObj(a ->
                        new Horizon(new StreamId("forum", "acc-" + a, "posts"), 0, 25_000, Set.of(Aspect.CREATIONS)))
                .toList()));
    }

    private long ask(byte[] query) throws IOException, InterruptedException {
        List<Entry> entries = JSON.readValue(
                        rig.askCheckpoint("/internal/v1/coverage:missing", query), MissingResponse.class)
                .entries();
        if (entries.size() != streams
                || entries.stream().anyMatch(entry -> entry.missing().size() != WINDOWS + 1)) {
            throw new IllegalStateException("a wrong answer for %d of %d streams".formatted(entries.size(), streams));
        }
        return entries.size();
    }
}
