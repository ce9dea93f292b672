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

    private static final String PUT_BACK = """
            update poll p
               set scheduled = false, lease_until = null
              from unnest(cast(:sources as text[]), cast(:accounts as text[]), cast(:streams as text[]),
                          cast(:epochs as int8[])) as u (source, account, stream, epoch)
             where p.source = u.source and p.account = u.account and p.stream = u.stream
               and p.epoch = u.epoch
               and p.scheduled
            """;

    private final JdbcClient jdbc;
    private final DispatchProperties properties;

    PollDispatchLedger(JdbcClient jdbc, DispatchProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    /** @param most no more than this */
    List<Taken> take(int most, Instant now) {
        return jdbc.sql(TAKE)
                .param("now", Columns.of(now))
                .param("lease", GapDispatchLedger.seconds(properties.lease()))
                .param("limit", Math.min(most, properties.perSource()))
                .query(PollDispatchLedger::read)
                .list();
    }

    /** Returns polls whose tasks were not sent: they are due as they were. */
    void putBack(List<Taken> unsent) {
        jdbc.sql(PUT_BACK)
                .param(
                        "sources",
                        unsent.stream().map(taken -> taken.stream().source()).toArray(String[]::new))
                .param(
                        "accounts",
                        unsent.stream().map(taken -> taken.stream().account()).toArray(String[]::new))
                .param(
                        "streams",
                        unsent.stream().map(taken -> taken.stream().stream()).toArray(String[]::new))
                .param("epochs", unsent.stream().mapToLong(Taken::epoch).toArray())
                .update();
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
                row.getLong("generation"),
                null);
    }
}
