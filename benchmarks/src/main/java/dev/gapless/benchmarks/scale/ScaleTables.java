package dev.gapless.benchmarks.scale;

import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.benchmarks.rig.SandboxSource;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Very many accounts of three streams each, with coverage that has holes of an hour and an hour between. Live windows
 * are told to reach an hour into the future, so that they live.
 */
final class ScaleTables {

    static final int STREAMS = 3;

    private final BenchmarkRig rig;
    private final int accounts;
    private final Instant since;

    ScaleTables(BenchmarkRig rig, int accounts) {
        this.rig = rig;
        this.accounts = accounts;
        this.since = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(1, ChronoUnit.DAYS);
    }

    Instant since() {
        return since;
    }

    private long begin() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, since);
    }

    static List<String> streams() {
        return SandboxSource.connector().spec().streams().values().stream()
                .filter(stream -> !stream.listed().isEmpty())
                .map(stream -> stream.name())
                .sorted()
                .limit(STREAMS)
                .toList();
    }

    /** Windows that have so many holes a stream, a gap each. */
    void fill(int holes) {
        String names = String.join("','", streams());
        rig.database().execute("""
                insert into checkpoint.coverage_window (source, account, stream, window_id, part_of, path, evidence,
                                                        aspects, covered, opened_from, reach, open, epoch, generation,
                                                        reported_at, opened_at, held)
                select '%2$s', 'acc-' || a, s, 'w', 'w', 'LIVE', 'HEARTBEAT_ATTESTED', 7, c.covered, %3$d,
                       upper(c.covered), true, 1, 0, now() + interval '1 day', now(), c.covered
                  from generate_series(1, %1$d) as g (a),
                       unnest(array['%4$s']) as t (s),
                       (select range_agg(int8range(%3$d + (2 * h + 1) * 3600000000,
                                                   %3$d + (2 * h + 2 + case when h = %5$d - 1 then 48 - 2 * %5$d else 0 end) * 3600000000))
                          from generate_series(0, %5$d - 1) h) as c (covered);
                insert into scheduler.gap (id, source, account, stream, range_from, range_to, aspects, mode, cause, state,
                                           near, generation, due_at, opened_at, updated_at)
                select left(md5(a || s || h), 16), '%2$s', 'acc-' || a, s, %3$d + 2 * h * 3600000000,
                       %3$d + (2 * h + 1) * 3600000000, 7, 'GAP_FILL', 'live-gap', 'OPEN', false, 0, now(), now(), now()
                  from generate_series(1, %1$d) as g (a), unnest(array['%4$s']) as t (s), generate_series(0, %5$d - 1) h;
                analyze checkpoint.coverage_window;
                analyze scheduler.gap
                """.formatted(accounts, SandboxSource.NAME, begin(), names, holes));
    }

    /**
     * Everything is covered but so many holes, each with an open gap and a deadline of its own. Holes are spread over
     * the accounts first.
     */
    void reset(String level, long gaps, int holes) {
        String names = String.join("','", streams());
        rig.database().execute("""
                delete from scheduler.gap;
                create table if not exists scheduler.bench_gap (source text, account text, stream text, low int8, id text,
                                                                 deadline timestamptz);
                truncate scheduler.bench_gap;
                insert into scheduler.bench_gap
                select '%2$s', 'acc-' || a, s, %3$d + 2 * h * 3600000000::int8, left(md5('%6$s' || a || s || h), 16),
                       now() + interval '1 day' + random() * interval '30 days'
                  from generate_series(0, %5$d - 1) h, unnest(array['%4$s']) with ordinality as t (s, n),
                       generate_series(1, %1$d) as g (a)
                 order by h, n, a
                 limit %7$d;
                update checkpoint.coverage_window w
                   set covered = c.covered, held = c.covered
                  from (select v.account, v.stream,
                               int8multirange(int8range(%3$d, %3$d + 48 * 3600000000::int8))
                               - coalesce(range_agg(int8range(b.low, b.low + 3600000000)) filter (where b.id is not null),
                                          '{}'::int8multirange) as covered
                          from checkpoint.coverage_window v
                          left join scheduler.bench_gap b using (source, account, stream)
                         group by v.account, v.stream) c
                 where w.account = c.account and w.stream = c.stream;
                insert into scheduler.gap (id, source, account, stream, range_from, range_to, aspects, mode, cause, state,
                                           near, generation, deadline, due_at, opened_at, updated_at)
                select id, source, account, stream, low, low + 3600000000, 7, 'GAP_FILL', 'live-gap', 'OPEN', false, 0,
                       deadline, now(), now(), now()
                  from scheduler.bench_gap;
                analyze checkpoint.coverage_window;
                analyze scheduler.gap
                """.formatted(accounts, SandboxSource.NAME, begin(), names, holes, level, gaps));
    }

    /** @return seconds that the import took */
    double importAccounts(SchedulerHost scheduler) throws IOException, InterruptedException {
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
}
