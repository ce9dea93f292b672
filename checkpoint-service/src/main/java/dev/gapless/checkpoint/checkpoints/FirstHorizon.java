package dev.gapless.checkpoint.checkpoints;

import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where a new checkpoint begins: some days ago, and in a stream that is ordered by number at its beginning. */
final class FirstHorizon {

    private static final String SQL = """
            select case when exists (select 1
                                       from stream_state
                                      where account = :account
                                        and source = :source
                                        and stream = :stream
                                        and frontier is not null)
                        then 0
                        else (extract(epoch from clock_timestamp() - :seconds * interval '1 second') * 1000000)::bigint end
            """;

    private final JdbcClient jdbc;
    private final Duration firstRun;

    FirstHorizon(JdbcClient jdbc, Duration firstRun) {
        this.jdbc = jdbc;
        this.firstRun = firstRun;
    }

    long of(CheckpointId id) {
        return jdbc.sql(SQL)
                .param("source", id.source())
                .param("account", id.account())
                .param("stream", id.streamColumn())
                .param("seconds", firstRun.toSeconds())
                .query(Long.class)
                .single();
    }
}
