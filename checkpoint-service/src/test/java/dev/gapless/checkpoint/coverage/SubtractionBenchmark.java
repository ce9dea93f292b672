package dev.gapless.checkpoint.coverage;

import dev.gapless.checkpoint.Database;
import dev.gapless.checkpoint.rows.Statements;
import dev.gapless.checkpoint.streams.ForkGate;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.message.MissingAnswer.Entry;
import dev.gapless.common.message.MissingQuery.Horizon;
import dev.gapless.common.position.StreamId;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What it costs to subtract the coverage of very many streams from their horizons: the database's own time, with the
 * plan, and the time until the answer is read. The windows stand apart, as many of either door; all but one of a stream
 * are old.
 */
public final class SubtractionBenchmark {

    private static final int STREAMS = Integer.getInteger("streams", 100_000);
    private static final int WINDOWS = 20;
    private static final int RUNS = 3;

    private static final String FILL = """
            insert into coverage_window (source, account, stream, window_id, part_of, door, evidence, aspects, covered,
                                         opened_from, reach, open, epoch, generation, reported_at, opened_at)
            select 'forum', 'acc-' || a, 'posts', 'w' || w, 'w' || w, case when w %% 2 = 0 then 'LIVE' else 'MINED' end,
                   'PAGE_WALK', 7, int8multirange(int8range(w * 1000, w * 1000 + 900)), w * 1000, w * 1000 + 900, w = %d, 1, 0,
                   now() - case when w = %d then interval '0' else interval '20 minutes' end, now()
              from generate_series(1, %d) as s (a), generate_series(1, %d) as t (w)
             order by w, a
            """.formatted(WINDOWS, WINDOWS, STREAMS, WINDOWS);

    private final Database database = new Database();
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private SubtractionBenchmark() {}

    public static void main(String[] arguments) {
        new SubtractionBenchmark().run();
        // the embedded servers have threads of their own
        Runtime.getRuntime().exit(0);
    }

    private void run() {
        database.jdbc().update(FILL);
        database.jdbc().execute("vacuum analyze coverage_window");
        measure("as they came in, creations", Set.of(Aspect.CREATIONS));
        long before = System.nanoTime();
        merge();
        out.printf(
                "merged in %d ms, %d rows%n",
                (System.nanoTime() - before) / 1_000_000, database.number("select count(*) from coverage_window"));
        database.jdbc().execute("vacuum analyze coverage_window");
        measure("old ones merged, creations", Set.of(Aspect.CREATIONS));
        measure("old ones merged, all aspects", Set.of(Aspect.values()));
        database.close();
    }

    private void merge() {
        CoverageProperties properties = new CoverageProperties(
                1_000, Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofDays(30));
        new WindowMerger(database.jdbc(), new ForkGate(database.jdbc()), database.transaction(), properties).merge();
    }

    private void measure(String name, Set<Aspect> aspects) {
        List<Horizon> horizons = IntStream.rangeClosed(1, STREAMS)
                .mapToObj(a -> new Horizon(new StreamId("forum", "acc-" + a, "posts"), 0, 25_000, aspects))
                .toList();
        MissingRanges missing = new MissingRanges(new Statements(database.jdbc()));
        List<Long> whole = new ArrayList<>();
        List<Double> inDatabase = new ArrayList<>();
        List<Long> busy = new ArrayList<>();
        List<String> plan = List.of();
        for (int i = 0; i < RUNS; i++) {
            long before = System.nanoTime();
            List<Entry> answer = missing.of(horizons);
            whole.add((System.nanoTime() - before) / 1_000_000);
            if (answer.size() != STREAMS || answer.getLast().missing().size() != WINDOWS + 1) {
                throw new IllegalStateException("a wrong answer: " + answer.getLast());
            }
            plan = explained(missing, horizons, busy);
            inDatabase.add(millis(plan));
        }
        plan.forEach(out::println);
        out.printf(
                "%s: %d streams x %d windows; in the database %s ms, its processor busy for %s ms; answer read after %s ms%n",
                name, STREAMS, WINDOWS, inDatabase, busy, whole);
    }

    /** The processor time of the connection's server process tells the cost also where other programs run. */
    private List<String> explained(MissingRanges missing, List<Horizon> horizons, List<Long> busy) {
        List<String> plan = new ArrayList<>();
        database.transaction().executeWithoutResult(status -> {
            long server = database.number("select pg_backend_pid()");
            long before = processorMillis(server);
            plan.addAll(missing.explain(horizons));
            busy.add(processorMillis(server) - before);
        });
        return plan;
    }

    private static long processorMillis(long process) {
        return ProcessHandle.of(process)
                .flatMap(handle -> handle.info().totalCpuDuration())
                .map(Duration::toMillis)
                .orElse(0L);
    }

    private static double millis(List<String> plan) {
        return plan.stream()
                .map(String::strip)
                .filter(line -> line.startsWith("Execution Time:") || line.startsWith("Planning Time:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9.]", "")))
                .sum();
    }
}
