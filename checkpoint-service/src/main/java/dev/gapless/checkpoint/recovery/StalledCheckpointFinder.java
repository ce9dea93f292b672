package dev.gapless.checkpoint.recovery;

import dev.gapless.checkpoint.checkpoints.CheckpointId;
import dev.gapless.checkpoint.checkpoints.StateText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks for checkpoints that stand still, whether or not somebody holds them. The database tells the time. */
final class StalledCheckpointFinder {

    private static final int MAX = 10_000;

    /**
     * Of items, the share is what was counted of what is expected; where nothing is expected, of positions, those done
     * of those wanted by now, in streams that are ordered by time.
     */
    private static final String INTERRUPTED = """
            select c.source, c.account, c.stream, c.processor, c.state, c.content_hash, c.schema_version,
                   extract(epoch from clock_timestamp() - c.progressed_at) as idle,
                   case when c.expected > 0 then least(1, c.done::float8 / c.expected)
                        when s.frontier is null and not isempty(c.processed)
                        then least(1, (select sum(upper(r) - lower(r))::float8
                                         from unnest(c.processed) as u (r))
                                      / greatest(1, extract(epoch from clock_timestamp()) * 1000000 - c.horizon_from))
                        when c.done = 0 and isempty(c.processed) then 0 end as share,
                   (select l.owner
                      from resource_lease l
                     where l.resource = 'checkpoint:' || c.processor || ':' || c.source || '/' || c.account
                                        || case when c.stream = '' then '' else '/' || c.stream end
                       and l.expires_at > clock_timestamp()) as holder
              from checkpoint c
              left join stream_state s using (account, source, stream)
             where c.completed_at is null
               and c.progressed_at < clock_timestamp() - :millis * interval '1 millisecond'
             order by c.progressed_at
             limit :limit
            """;

    private static final String IDLE = """
            select exists (select 1
                             from checkpoint
                            where account = :account
                              and source = :source
                              and stream = :stream
                              and processor = :processor
                              and completed_at is null
                              and progressed_at < clock_timestamp() - :millis * interval '1 millisecond')
            """;

    private static final String LAG = """
            select coalesce(max(extract(epoch from clock_timestamp() - progressed_at)), 0)
              from checkpoint
             where completed_at is null
            """;

    private final JdbcClient jdbc;

    StalledCheckpointFinder(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<StalledCheckpoint> checkpoints(Duration idle) {
        return jdbc.sql(INTERRUPTED)
                .param("millis", idle.toMillis())
                .param("limit", MAX)
                .query((row, number) -> read(row))
                .list();
    }

    /** True when it is unfinished and stands still, at the moment of this statement. */
    boolean idle(CheckpointId id, Duration least) {
        return jdbc.sql(IDLE)
                .param("source", id.source())
                .param("account", id.account())
                .param("stream", id.streamColumn())
                .param("processor", id.processor())
                .param("millis", least.toMillis())
                .query(Boolean.class)
                .single();
    }

    /** Age of the oldest unfinished checkpoint's last progress, in seconds, whoever holds it; 0 without one. */
    double lagSeconds() {
        return jdbc.sql(LAG).query(Double.class).single();
    }

    private static StalledCheckpoint read(ResultSet row) throws SQLException {
        String stream = row.getString("stream");
        @Nullable String holder = row.getString("holder");
        return new StalledCheckpoint(
                new CheckpointId(
                        row.getString("source"),
                        row.getString("account"),
                        stream.isEmpty() ? null : stream,
                        row.getString("processor")),
                Duration.ofSeconds(row.getLong("idle")),
                row.getObject("share", Double.class),
                holder,
                StateText.corrupt(row.getString("state"), row.getBytes("content_hash")),
                row.getInt("schema_version"));
    }
}
