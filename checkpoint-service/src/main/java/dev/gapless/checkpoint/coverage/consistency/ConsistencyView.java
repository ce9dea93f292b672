package dev.gapless.checkpoint.coverage.consistency;

import dev.gapless.common.position.MicrosecondTime;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Counts in the database. Only streams that are ordered by time have positions in a period. The numbers of other
 * streams, read as instants, are outside of every year that is asked for.
 */
final class ConsistencyView {

    private static final String SQL = """
            with seen as (
                select source, account, stream, item_id, seen_live_at is not null as live, seen_mined_at is not null as mined,
                       seen_mined_at is not null and (seen_live_at is null or seen_mined_at < seen_live_at) as mined_first
                  from item
                 where position >= :from
                   and position < :to
                   and (:source::text is null or source = :source)
                   and (seen_live_at is not null or seen_mined_at is not null)
            ), told as (
                select s.*,
                       s.live and s.mined
                       and exists (select 1
                                     from (select v.path,
                                                  lag(v.path) over (order by v.accepted_at, v.version, v.operation) as before
                                             from item_chain v
                                            where v.account = s.account
                                              and v.source = s.source
                                              and v.stream = s.stream
                                              and v.item_id = s.item_id) chain
                                    where chain.before <> chain.path) as conflict
                  from seen s
            )
            select source, count(*) filter (where live and mined) as overlap,
                   count(*) filter (where mined and not live) as http_only,
                   count(*) filter (where live and not mined) as websocket_only,
                   count(*) filter (where conflict) as conflicts,
                   count(*) filter (where mined_first) as mined_first
              from told
             group by source
             order by source
            """;

    private final JdbcClient jdbc;

    ConsistencyView(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param source null for all that have items in the period */
    List<SourceConsistency> of(@Nullable String source, Instant from, Instant to) {
        return jdbc.sql(SQL)
                .param("source", source)
                .param("from", MicrosecondTime.of(from))
                .param("to", MicrosecondTime.of(to))
                .query((row, number) -> SourceConsistency.of(
                        row.getString("source"),
                        from,
                        to,
                        row.getLong("overlap"),
                        row.getLong("http_only"),
                        row.getLong("websocket_only"),
                        row.getLong("conflicts"),
                        row.getLong("mined_first")))
                .list();
    }
}
