package dev.gapless.scheduler.polls;

import dev.gapless.scheduler.time.InstantParameters;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which streams are polled. */
public final class PollLedger {

    /** Rows that are as they should be are not even locked: this is said every second of every polled stream. */
    private static final String WANT = """
            insert into poll (source, account, stream, mode, period_seconds, generation, next_at)
            select w.source, w.account, w.stream, w.mode, w.period, w.generation, :now
              from unnest(cast(:sources as text[]), cast(:accounts as text[]), cast(:streams as text[]),
                          cast(:modes as text[]), cast(:periods as float8[]), cast(:generations as int8[]))
                   as w (source, account, stream, mode, period, generation)
              left join poll p on p.source = w.source and p.account = w.account and p.stream = w.stream
             where (p.mode, p.period_seconds, p.generation) is distinct from (w.mode, w.period, w.generation)
                on conflict (source, account, stream) do update
               set mode = excluded.mode,
                   period_seconds = excluded.period_seconds,
                   generation = excluded.generation,
                   next_at = least(poll.next_at, excluded.next_at + make_interval(secs => excluded.period_seconds))
            """;

    private final JdbcClient jdbc;

    PollLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Polls the streams from now on; what is scheduled already stays so, unless the period has become shorter. */
    public void upsert(List<StreamPoll> polls, Instant now) {
        if (polls.isEmpty()) {
            return;
        }
        jdbc.sql(WANT)
                .param("now", InstantParameters.of(now))
                .param(
                        "sources",
                        polls.stream().map(poll -> poll.stream().source()).toArray(String[]::new))
                .param(
                        "accounts",
                        polls.stream().map(poll -> poll.stream().account()).toArray(String[]::new))
                .param(
                        "streams",
                        polls.stream().map(poll -> poll.stream().stream()).toArray(String[]::new))
                .param("modes", polls.stream().map(poll -> poll.mode().name()).toArray(String[]::new))
                .param(
                        "periods",
                        polls.stream().mapToDouble(StreamPoll::periodSeconds).toArray())
                .param(
                        "generations",
                        polls.stream().mapToLong(StreamPoll::generation).toArray())
                .update();
    }
}
