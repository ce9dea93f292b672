package dev.gapless.scheduler.dispatch;

import dev.gapless.common.message.MiningMode;
import dev.gapless.scheduler.drains.DrainFront;
import dev.gapless.scheduler.gaps.GapRows;
import dev.gapless.scheduler.time.InstantParameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Takes gaps for dispatch, and takes them back from miners that were not heard of. */
final class GapDispatchLedger {

    /** Gaps of a source that may be out at once. */
    private static final String PLACES =
            "ceil(:perSource * (select coalesce(min(pace), 1) from recovery_run where state in ('RUNNING', 'HELD', 'PAUSED')))::int8";

    /** The same beside a class that a drain wants first: so many as are out of that class, and a share of all. */
    private static final String PLACES_OF_OTHERS = """
            least(%s,
                  ceil(:perSource * :others)::int8
                  + (select count(*)
                       from gap c
                       left join stream_priority p on p.source = c.source and p.stream = c.stream
                      where c.source = k.source
                        and c.state = 'SCHEDULED'
                        and coalesce(p.priority_class, 'NORMAL') = :priorityClass))""".formatted(PLACES);

    /** Rows of gaps that a drain reads at most of a stream, for each place of its source. */
    private static final int READ_BY_PLACE = 20;

    /** Marks the gaps of {@code due} whose places are free. */
    private static final String MARK = """
            ), taken as (
                select id, state
                  from gap
                 where id = any (array(select d.id from due d where d.place <= d.places and account_shard(d.source, d.account) = any (:shards) order by d.place limit :most))
                   and state in ('OPEN', 'STUCK', 'UNFILLABLE')
                   for update skip locked
            )
            update gap g
               set state = 'SCHEDULED',
                   epoch = nextval('dispatch_epoch'),
                   lease_until = cast(:now as timestamptz)
                                 + make_interval(secs => :lease * least(power(2, least(g.lost, 4)), 10)),
                   updated_at = :now
              from taken t
             where t.id = g.id
            returning g.id, g.source, g.account, g.stream, g.mode,
                      coalesce(g.probe_from, g.range_from) as range_from, g.range_to, g.resume, g.epoch,
                      g.generation, t.state as state_before
            """;

    /**
     * Gaps near now go first, then the rest of history, reconciliation last; among them first what the source forgets
     * first, then who waits longest. Places are counted after those that are out already. {@code skip locked}: a row
     * that another transaction changes at this moment is left out, and comes another time. A lease grows with each one
     * that ran out before, so that slow miners are not chased round in circles. Of what the source called gone only the
     * youngest part is asked for. Nothing that an operator has stopped is taken, and a recovery has its own pace.
     *
     * <p>Of each source as many accounts are read as it has free places, in the order of their first gaps: no gap of a
     * further account can come before all of those. So the rows read depend on what may be out and not on what waits.
     * The order is that of all shards, and of what comes first only the scheduler's own is taken: the rest is left to
     * the others. So the bound does not depend on how many schedulers there are.
     *
     * <p>The ids go through an array, whose length PostgreSQL takes for small: it would read the whole table otherwise.
     */
    private static final String DUE = """
            with recursive known as (
                (select source from account_queue where gap is not null order by source limit 1)
                 union all
                select (select q.source
                          from account_queue q
                         where q.gap is not null
                           and q.source > k.source
                         order by q.source
                         limit 1)
                  from known k
                 where k.source is not null
            ), free as materialized (
                select k.source,
                       greatest(0, %s
                                   - (select count(*)
                                                   from gap o
                                                  where o.source = k.source
                                                    and o.state = 'SCHEDULED')) as places
                  from known k
                 where k.source = any (:sources)
                   and not exists (select 1 from mining_stop s
                                    where s.account is null
                                      and (s.source is null or s.source = k.source)
                                      and s.mining_released_streams = '{}')
            ), due as (
                select g.*, a.account, f.places,
                       row_number() over (partition by g.source
                                              order by g.compares, g.near desc, g.deadline nulls last, g.due_at, g.id)
                           as place
                  from free f
                 cross join lateral (
                           select q.account, o.tasks
                             from account_queue q
                            cross join lateral (
                                      select count(*) as tasks
                                        from gap o
                                       where o.source = q.source
                                         and o.account = q.account
                                         and o.state = 'SCHEDULED') o
                            where q.source = f.source
                              and q.gap is not null
                              and o.tasks < :perAccount
                              and (not exists (select 1 from mining_stop)
                                   or exists (select 1 from gap g
                                               where g.source = q.source
                                                 and g.account = q.account
                                                 and (g.state in ('OPEN', 'STUCK')
                                                      or (g.state = 'UNFILLABLE' and g.reason = 'gone'))
                                                 and g.due_at <= :now
                                                 and not exists (select 1 from mining_stop s
                                    where (s.source is null or s.source = g.source)
                                      and (s.account is null or s.account = g.account)
                                      and (s.stream is null or s.stream = g.stream)
                                      and g.stream <> all (s.mining_released_streams))))
                            order by q.compares, q.near desc, q.deadline, q.due_at, q.gap
                            limit f.places) a
                 cross join lateral (
                           select g.id, g.source, g.mode = 'RECONCILE' as compares, g.near, g.deadline, g.due_at
                             from gap g
                            where g.source = f.source
                              and g.account = a.account
                              and (g.state in ('OPEN', 'STUCK') or (g.state = 'UNFILLABLE' and g.reason = 'gone'))
                              and g.due_at <= :now
                              and not exists (select 1 from mining_stop s
                                    where (s.source is null or s.source = g.source)
                                      and (s.account is null or s.account = g.account)
                                      and (s.stream is null or s.stream = g.stream)
                                      and g.stream <> all (s.mining_released_streams))
                            order by (g.mode = 'RECONCILE'), g.near desc, g.deadline, g.due_at, g.id
                            limit :perAccount - a.tasks) g
            """;

    private static final String TAKE = DUE.formatted(PLACES) + MARK;

    private static final String TAKE_OTHERS = DUE.formatted(PLACES_OF_OTHERS) + MARK;

    /**
     * Gaps of the streams of one class, in the same order. The first gaps of each stream are read, of all accounts
     * together. Those of accounts that have their share are left out. So an account with very many of the first gaps
     * may leave places empty for a while. A stream that is stopped for all accounts costs nothing.
     */
    private static final String TAKE_OF_CLASS = """
            with free as materialized (
                select k.source,
                       greatest(0, %s
                                   - (select count(*)
                                        from gap o
                                       where o.source = k.source
                                         and o.state = 'SCHEDULED')) as places
                  from (select distinct source from waiting_stream where priority_class = :priorityClass) k
                 where k.source = any (:sources)
            ), busy as materialized (
                select o.source, o.account, count(*) as tasks
                  from gap o
                 where o.state = 'SCHEDULED'
                   and o.source = any (:sources)
                 group by o.source, o.account
            ), unstopped as materialized (
                select w.source, w.stream
                  from waiting_stream w
                 where w.priority_class = :priorityClass
                   and not exists (select 1 from mining_stop s
                         where s.account is null
                           and (s.source is null or s.source = w.source)
                           and (s.stream is null or s.stream = w.stream)
                           and w.stream <> all (s.mining_released_streams))
            ), first as (
                select g.*, f.places,
                       coalesce(b.tasks, 0)
                       + row_number() over (partition by g.source, g.account
                                                order by g.compares, g.near desc, g.deadline nulls last, g.due_at, g.id)
                           as task
                  from free f
                  join unstopped w on w.source = f.source
                 cross join lateral (
                           select g.id, g.source, g.account, g.mode = 'RECONCILE' as compares, g.near, g.deadline,
                                  g.due_at
                             from gap g
                            where g.source = w.source
                              and g.stream = w.stream
                              and (g.state in ('OPEN', 'STUCK') or (g.state = 'UNFILLABLE' and g.reason = 'gone'))
                              and g.due_at <= :now
                              and not exists (select 1 from mining_stop s
                                    where (s.source is null or s.source = g.source)
                                      and (s.account is null or s.account = g.account)
                                      and (s.stream is null or s.stream = g.stream)
                                      and g.stream <> all (s.mining_released_streams))
                            order by (g.mode = 'RECONCILE'), g.near desc, g.deadline, g.due_at, g.id
                            limit case when f.places > 0 then :read else 0 end) g
                  left join busy b on b.source = g.source and b.account = g.account
            ), due as (
                select n.*,
                       row_number() over (partition by n.source
                                              order by n.compares, n.near desc, n.deadline nulls last, n.due_at, n.id)
                           as place
                  from first n
                 where n.task <= :perAccount
            """.formatted(PLACES) + MARK;

    /** As if it had not been taken, but for the epoch: it never falls. */
    private static final String PUT_BACK = """
            update gap g
               set state = u.state, lease_until = null, updated_at = :now
              from unnest(cast(:ids as text[]), cast(:epochs as int8[]), cast(:states as text[]))
                   as u (id, epoch, state)
             where g.id = u.id
               and g.epoch = u.epoch
               and g.state = 'SCHEDULED'
            """;

    private final JdbcClient jdbc;
    private final DispatchProperties properties;

    GapDispatchLedger(JdbcClient jdbc, DispatchProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    /** @param most no more than this */
    List<DispatchedTask> take(DispatchScope scope, int most, Instant now) {
        DrainFront front = scope.front();
        if (front == null) {
            return take(TAKE, scope, most, now).query(GapDispatchLedger::read).list();
        }
        List<DispatchedTask> taken = new ArrayList<>(take(TAKE_OF_CLASS, scope, most, now)
                .param("priorityClass", front.first().name())
                .param("read", READ_BY_PLACE * properties.perSource())
                .query(GapDispatchLedger::read)
                .list());
        taken.addAll(take(TAKE_OTHERS, scope, most - taken.size(), now)
                .param("priorityClass", front.first().name())
                .param("others", front.others())
                .query(GapDispatchLedger::read)
                .list());
        return taken;
    }

    private StatementSpec take(String statement, DispatchScope scope, int most, Instant now) {
        return jdbc.sql(statement)
                .param("sources", scope.sources().toArray(String[]::new))
                .param("shards", scope.shards().toArray(Integer[]::new))
                .param("now", InstantParameters.of(now))
                .param("most", most)
                .param("perAccount", properties.perAccount())
                .param("perSource", properties.perSource())
                .param("lease", seconds(properties.lease()));
    }

    /** Returns gaps whose tasks were not sent. Their leases did not run out: it costs them nothing. */
    void putBack(List<DispatchedTask> unsent, Instant now) {
        jdbc.sql(PUT_BACK)
                .param("now", InstantParameters.of(now))
                .param("ids", unsent.stream().map(DispatchedTask::id).toArray(String[]::new))
                .param(
                        "epochs",
                        unsent.stream().mapToLong(DispatchedTask::epoch).toArray())
                .param(
                        "states",
                        unsent.stream().map(DispatchedTask::stateBefore).toArray(String[]::new))
                .update();
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static DispatchedTask read(ResultSet row, int rowNumber) throws SQLException {
        return new DispatchedTask(
                row.getString("id"),
                GapRows.stream(row),
                MiningMode.valueOf(row.getString("mode")),
                row.getLong("range_from"),
                row.getLong("range_to"),
                row.getString("resume"),
                row.getLong("epoch"),
                row.getLong("generation"),
                row.getString("state_before"));
    }

    /** @return how many leases ran out */
    int reopenLost(Set<Integer> shards, Instant now) {
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
                                 and account_shard(source, account) = any (:shards)
                                 for update skip locked)
                """)
                .param("shards", shards.toArray(Integer[]::new))
                .param("now", InstantParameters.of(now))
                .update();
    }
}
