package dev.gapless.scheduler.dispatch;

import dev.gapless.common.message.MiningMode;
import dev.gapless.scheduler.gaps.GapRows;
import dev.gapless.scheduler.instants.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Takes gaps for dispatch, and takes them back from miners that were not heard of. */
final class GapDispatchLedger {

    /**
     * Gaps near now go first, then the rest of history, reconciliation last; among them first what the source forgets
     * first, then who waits longest. Places are counted after those that are out already. {@code skip locked}: whoever
     * changes a row at this moment has it, and it comes another time. A lease grows with each one that ran out before,
     * so that slow miners are not chased round in circles.
     */
    private static final String TAKE = """
            with out as (
                select source, account, count(*) as tasks
                  from gap
                 where state = 'SCHEDULED'
                 group by source, account
            ), due as (
                select g.id, g.source, g.mode = 'RECONCILE' as compares, g.near, g.deadline, g.due_at,
                       coalesce(o.tasks, 0) + row_number() over
                           (partition by g.source, g.account
                                order by g.mode = 'RECONCILE', g.near desc, g.deadline nulls last, g.due_at, g.id) as place
                  from gap g
                  left join out o on o.source = g.source and o.account = g.account
                 where g.state in ('OPEN', 'STUCK')
                   and g.due_at <= :now
            ), fitting as (
                select d.id,
                       coalesce((select sum(o.tasks) from out o where o.source = d.source), 0) + row_number() over
                           (partition by d.source
                                order by d.compares, d.near desc, d.deadline nulls last, d.due_at, d.id) as place
                  from due d
                 where d.place <= :perAccount
            ), taken as (
                select g.id
                  from gap g
                  join fitting f on f.id = g.id
                 where f.place <= :perSource
                   and g.state in ('OPEN', 'STUCK')
                   for update of g skip locked
            )
            update gap
               set state = 'SCHEDULED',
                   epoch = nextval('dispatch_epoch'),
                   lease_until = cast(:now as timestamptz)
                                 + make_interval(secs => :lease * least(power(2, least(lost, 4)), 10)),
                   updated_at = :now
             where id in (select id from taken)
            returning id, source, account, stream, mode, range_from, range_to, resume, epoch, generation
            """;

    private final JdbcClient jdbc;
    private final DispatchProperties properties;

    GapDispatchLedger(JdbcClient jdbc, DispatchProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    List<Taken> take(Instant now) {
        return jdbc.sql(TAKE)
                .param("now", Columns.of(now))
                .param("perAccount", properties.perAccount())
                .param("perSource", properties.perSource())
                .param("lease", seconds(properties.lease()))
                .query(GapDispatchLedger::read)
                .list();
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static Taken read(ResultSet row, int rowNumber) throws SQLException {
        return new Taken(
                row.getString("id"),
                GapRows.stream(row),
                MiningMode.valueOf(row.getString("mode")),
                row.getLong("range_from"),
                row.getLong("range_to"),
                row.getString("resume"),
                row.getLong("epoch"),
                row.getLong("generation"));
    }

    /** @return how many leases ran out */
    int reopenLost(Instant now) {
        return jdbc.sql("""
                update gap
                   set state = 'OPEN',
                       lost = lost + 1,
                       lease_until = null,
                       due_at = :now,
                       reason = 'no word from the miner before the lease ran out',
                       updated_at = :now
                 where id in (select id
                                from gap
                               where state = 'SCHEDULED'
                                 and lease_until < :now
                                 for update skip locked)
                """).param("now", Columns.of(now)).update();
    }
}
