package dev.gapless.checkpoint.coverage.consistency;

import dev.gapless.common.position.MicrosecondTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What part of a period was covered live: the length of the union of a stream's live windows within the period, by the
 * period's length.
 *
 * <ul>
 *   <li>Windows that overlap count once.
 *   <li>A window that is open counts to its last proof.
 *   <li>A window that began long before the period counts for the whole of it.
 *   <li>A stream that was down throughout counts as nothing.
 * </ul>
 */
final class LiveUptime {

    /** Only instants from the year 2000 on: what a source counts stays far below. */
    private static final String SQL = """
            with live as (
                select source, account, stream, range_agg(held) as covered, max(reach) as reach
                  from coverage_window
                 where path = 'LIVE'
                   and (:source::text is null or source = :source)
                 group by source, account, stream
            ), up as (
                select source,
                       (select coalesce(sum(upper(r) - lower(r)), 0)
                          from unnest(covered * int8multirange(int8range(:from, :to))) as u (r))
                       / (:to - :from)::double precision as part
                  from live
                 where reach >= 946684800000000
            )
            select source, count(*) as streams, avg(part) as uptime
              from up
             group by source
            """;

    /** @param streams that have a live path and are ordered by time */
    record Up(long streams, double part) {}

    private final JdbcClient jdbc;

    LiveUptime(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param source null for all that have such streams */
    Map<String, Up> of(@Nullable String source, Instant from, Instant to) {
        Map<String, Up> bySource = new HashMap<>();
        jdbc.sql(SQL)
                .param("source", source)
                .param("from", MicrosecondTime.of(from))
                .param("to", MicrosecondTime.of(to))
                .query(row -> {
                    bySource.put(row.getString("source"), new Up(row.getLong("streams"), row.getDouble("uptime")));
                });
        return bySource;
    }
}
