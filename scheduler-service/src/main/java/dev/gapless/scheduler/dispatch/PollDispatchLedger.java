package dev.gapless.scheduler.dispatch;

import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.gaps.GapRows;
import dev.gapless.scheduler.instants.Columns;
import dev.gapless.scheduler.polls.PollId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Takes polls for dispatch; one whose miner was not heard of is simply due again. */
final class PollDispatchLedger {

    private static final String TAKE = """
            update poll
               set scheduled = true,
                   epoch = nextval('dispatch_epoch'),
                   lease_until = cast(:now as timestamptz) + make_interval(secs => :lease)
             where (source, account, stream) in
                   (select source, account, stream
                      from poll
                     where next_at <= :now
                       and (not scheduled or lease_until < :now)
                     order by next_at
                     limit :limit
                       for update skip locked)
            returning source, account, stream, mode, resume, epoch, generation
            """;

    private final JdbcClient jdbc;
    private final DispatchProperties properties;

    PollDispatchLedger(JdbcClient jdbc, DispatchProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    List<Taken> take(Instant now) {
        return jdbc.sql(TAKE)
                .param("now", Columns.of(now))
                .param("lease", GapDispatchLedger.seconds(properties.lease()))
                .param("limit", properties.perSource())
                .query(PollDispatchLedger::read)
                .list();
    }

    private static Taken read(ResultSet row, int rowNumber) throws SQLException {
        StreamId stream = GapRows.stream(row);
        return new Taken(
                PollId.of(stream),
                stream,
                MiningMode.valueOf(row.getString("mode")),
                0,
                0,
                row.getString("resume"),
                row.getLong("epoch"),
                row.getLong("generation"));
    }
}
