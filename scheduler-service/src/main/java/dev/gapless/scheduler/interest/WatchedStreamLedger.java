package dev.gapless.scheduler.interest;

import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.time.InstantParameters;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The {@code watched_stream} table: a row a stream and replica of the live service, with a lease. */
final class WatchedStreamLedger {

    /**
     * Extends leases and brings polls forward: of a stream that was not watched before to now, of others to one period
     * from now. Both parts see the leases as they were. A poll that is out is left alone.
     */
    private static final String WATCH = """
            with told as materialized (
                select distinct t.source, t.account, t.stream
                  from unnest(cast(:sources as text[]), cast(:accounts as text[]), cast(:streams as text[]))
                       as t (source, account, stream)
            ), extended as (
                insert into watched_stream (source, account, stream, replica, lease_until)
                select t.source, t.account, t.stream, :replica, cast(:now as timestamptz) + make_interval(secs => :lease)
                  from told t
                    on conflict (source, account, stream, replica) do update
                   set lease_until = excluded.lease_until
            ), wanted as materialized (
                select t.source, t.account, t.stream,
                       cast(:now as timestamptz)
                           + case when exists (select 1
                                                 from watched_stream w
                                                where w.source = t.source
                                                  and w.account = t.account
                                                  and w.stream = t.stream
                                                  and w.lease_until > :now)
                                  then make_interval(secs => :period)
                                  else interval '0' end as at
                  from told t
            )
            update poll p
               set next_at = w.at
              from wanted w
             where p.source = w.source
               and p.account = w.account
               and p.stream = w.stream
               and not p.scheduled
               and p.next_at > w.at
            """;

    private static final String FORGET = """
            delete from watched_stream
             where (source, account, stream, replica) in
                   (select source, account, stream, replica
                      from watched_stream
                     where lease_until < cast(:now as timestamptz) - interval '1 minute'
                       for update skip locked)
            """;

    private final JdbcClient jdbc;
    private final InterestProperties properties;

    WatchedStreamLedger(JdbcClient jdbc, InterestProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    /** @param streams that clients of the replica hear */
    void watch(String replica, List<StreamId> streams, Instant now) {
        if (!streams.isEmpty()) {
            jdbc.sql(WATCH)
                    .param("replica", replica)
                    .param("sources", texts(streams, StreamId::source))
                    .param("accounts", texts(streams, StreamId::account))
                    .param("streams", texts(streams, StreamId::stream))
                    .param("now", InstantParameters.of(now))
                    .param("lease", properties.lease().toMillis() / 1_000.0)
                    .param("period", properties.period().toMillis() / 1_000.0)
                    .update();
        }
        jdbc.sql(FORGET).param("now", InstantParameters.of(now)).update();
    }

    private static String[] texts(List<StreamId> streams, Function<StreamId, String> text) {
        return streams.stream().map(text).toArray(String[]::new);
    }
}
