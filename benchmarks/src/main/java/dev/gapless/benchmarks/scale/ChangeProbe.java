package dev.gapless.benchmarks.scale;

import dev.gapless.benchmarks.rig.BenchmarkDatabase;
import dev.gapless.benchmarks.rig.SandboxSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Cuts holes into live windows, one after the other, and sees when each passes through the scheduler. A look reads two
 * rows by their keys. A count of all gaps of a stream has no index and would read every gap. The looks alone would keep
 * the machine busy then.
 */
final class ChangeProbe {

    private static final double NANOS = 1e6;
    private static final long PAUSE = 5;
    private static final long TIMEOUT = 1_200_000_000_000L;

    /** The note of a change, as the checkpoint service writes it with the change itself. */
    private static final String CHANGE = """
            update checkpoint.coverage_window
               set covered = c.cut, held = c.cut
              from (select w.covered - int8multirange(int8range(lower(r) + 600000000, lower(r) + 900000000)) as cut
                      from checkpoint.coverage_window w, unnest(w.covered) r
                     where w.source = '{source}' and w.account = '{account}' and w.stream = '{stream}'
                     order by r limit 1) c
             where source = '{source}' and account = '{account}' and stream = '{stream}';
            insert into checkpoint.coverage_change (source, account, stream)
            values ('{source}', '{account}', '{stream}')
            """;

    private static final String LOOK = """
            select p.changes || ' ' || p.token || ' '
                   || (select count(*)
                         from scheduler.gap g
                        where g.source = p.source
                          and g.account = p.account
                          and g.stream = p.stream
                          and g.state <> 'FILLED')
              from scheduler.stream_plan p
             where p.source = '{source}' and p.account = '{account}' and p.stream = '{stream}'
            """;

    /**
     * Milliseconds since the change was committed.
     *
     * @param heard until the scheduler had marked its stream
     * @param taken until the stream was taken to be planned
     * @param declared until its gap was there
     */
    record Passage(double heard, double taken, double declared) {

        double waiting() {
            return taken - heard;
        }

        double planning() {
            return declared - taken;
        }
    }

    private record State(long changes, long token, long gaps) {

        static State of(String text) {
            String[] numbers = text.split(" ", -1);
            return new State(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
        }
    }

    private final BenchmarkDatabase database;
    private final String stream;

    /** @param stream of each account */
    ChangeProbe(BenchmarkDatabase database, String stream) {
        this.database = database;
        this.stream = stream;
    }

    /** Of so many accounts, spread over all. */
    List<Passage> passages(int accounts, int most) throws InterruptedException {
        List<Passage> passages = new ArrayList<>();
        int probes = Math.min(most, accounts - 1);
        for (int probe = 1; probe <= probes; probe++) {
            passages.add(passage("acc-" + (1 + probe * (accounts / (probes + 1)))));
        }
        return passages;
    }

    /** Of one account. */
    Passage passage(String account) throws InterruptedException {
        State before = look(account);
        database.execute(of(CHANGE, account));
        long begin = System.nanoTime();
        double heard = 0;
        double taken = 0;
        while (true) {
            State now = look(account);
            double since = (System.nanoTime() - begin) / NANOS;
            heard = heard == 0 && now.changes() > before.changes() ? since : heard;
            taken = taken == 0 && heard > 0 && now.token() != before.token() ? since : taken;
            if (now.gaps() > before.gaps()) {
                double seen = taken == 0 ? since : taken;
                return new Passage(heard == 0 ? seen : heard, seen, since);
            }
            if (since * NANOS > TIMEOUT) {
                throw new IllegalStateException("no gap of " + account);
            }
            Thread.sleep(PAUSE);
        }
    }

    private State look(String account) {
        return State.of(database.texts(of(LOOK, account)).getFirst());
    }

    private String of(String sql, String account) {
        return sql.replace("{source}", SandboxSource.NAME)
                .replace("{account}", account)
                .replace("{stream}", stream);
    }

    static double percentile(List<Passage> passages, ToDoubleFunction<Passage> what, double share) {
        List<Double> sorted =
                passages.stream().mapToDouble(what).sorted().boxed().toList();
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(Math.ceil(share * sorted.size())) - 1));
    }

    /** The whole path and its parts, by what they are called in a report. */
    static Map<String, Double> facts(List<Passage> passages) {
        Map<String, ToDoubleFunction<Passage>> parts = new LinkedHashMap<>();
        parts.put("from a change of coverage to its gap", Passage::declared);
        parts.put("from a change of coverage until the scheduler has heard of it", Passage::heard);
        parts.put("that a stream which changed waits to be taken", Passage::waiting);
        parts.put("of its plan, until the gap is there", Passage::planning);
        Map<String, Double> facts = new LinkedHashMap<>();
        parts.forEach((part, what) -> {
            facts.put("milliseconds " + part + ", median", percentile(passages, what, 0.5));
            facts.put("milliseconds " + part + ", 99th percentile", percentile(passages, what, 0.99));
        });
        return facts;
    }
}
