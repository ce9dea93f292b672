package dev.gapless.scheduler.dispatch;

import dev.gapless.scheduler.dispatch.DueTaker.TakeStatements;
import dev.gapless.scheduler.stops.StoppedWorkSql;

/** The statements that take gaps for dispatch. */
final class GapTakeSql {

    /** A gap {@code g} that is due, and that no stop holds. */
    private static final String TAKABLE = """
            (g.state in ('OPEN', 'STUCK') or (g.state = 'UNFILLABLE' and g.reason = 'gone'))
            and g.due_at <= :now
            and %s""".formatted(StoppedWorkSql.unstopped("g"));

    /**
     * Gaps near now go first, then the rest of history, reconciliation last; among them first what the source forgets
     * first, then who waits longest. Places are counted after those that are out already. {@code skip locked}: a row
     * that another transaction changes at this moment is left out, and comes another time. A lease grows with each one
     * that ran out before, so that slow miners are not chased round in circles. Of what the source called gone only the
     * youngest part is asked for. Nothing that an operator has stopped is taken, and a recovery has its own pace.
     *
     * <p>Of each source as many accounts are read as it has free places, in the order of their first gaps. No gap of a
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
                       {free places} as places
                  from known k
                 where k.source = any (:sources)
                   and {source unstopped}
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
                              and ({nothing stopped}
                                   or exists (select 1 from gap g
                                               where g.source = q.source
                                                 and g.account = q.account
                                                 and {takable}))
                            order by q.compares, q.near desc, q.deadline, q.due_at, q.gap
                            limit f.places) a
                 cross join lateral (
                           select g.id, g.source, g.mode = 'RECONCILE' as compares, g.near, g.deadline, g.due_at
                             from gap g
                            where g.source = f.source
                              and g.account = a.account
                              and {takable}
                            order by (g.mode = 'RECONCILE'), g.near desc, g.deadline, g.due_at, g.id
                            limit :perAccount - a.tasks) g
            """;

    /**
     * Gaps of the streams of one class, in the same order. The first gaps of each stream are read, of all accounts
     * together. Of them all may come due later, so those are read too that have been due for longest. So the rows read
     * are bounded, whatever waits. Accounts that have their share are passed over; one with very many of the first gaps
     * leaves places empty for one look. A stream that is stopped for all accounts costs nothing.
     */
    private static final String DUE_OF_CLASS = """
            with free as materialized (
                select k.source,
                       {free places} as places
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
                   and {stream unstopped}
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
                            where g.id = any (array(
                                      (select u.id
                                         from (select g.*
                                                 from gap g
                                                where {of a stream with places}
                                                order by (g.mode = 'RECONCILE'), g.near desc, g.deadline, g.due_at, g.id
                                                limit case when f.places > 0 then :read else 0 end) u
                                        where u.due_at <= :now)
                                       union
                                      (select g.id
                                         from gap g
                                        where {of a stream with places}
                                          and g.due_at <= :now
                                        order by g.due_at
                                        limit case when f.places > 0 then :read else 0 end)))) g
                  left join busy b on b.source = g.source and b.account = g.account
            ), due as (
                select n.*,
                       row_number() over (partition by n.source
                                              order by n.compares, n.near desc, n.deadline nulls last, n.due_at, n.id)
                           as place
                  from first n
                 where n.task <= :perAccount
            """;

    /**
     * A gap {@code g} of the stream {@code w} that waits and is not stopped, and whose account may have one more task.
     */
    private static final String OF_STREAM = """
            g.source = w.source
            and g.stream = w.stream
            and (g.state in ('OPEN', 'STUCK') or (g.state = 'UNFILLABLE' and g.reason = 'gone'))
            and not exists (select 1
                              from busy b
                             where b.source = g.source
                               and b.account = g.account
                               and b.tasks >= :perAccount)
            and %s""".formatted(StoppedWorkSql.unstopped("g"));

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

    static final TakeStatements STATEMENTS = new TakeStatements(
            rendered(DUE, DispatchSql.PLACES),
            rendered(DUE_OF_CLASS, DispatchSql.PLACES),
            rendered(DUE, DispatchSql.gapPlacesOfOthers()));

    private GapTakeSql() {}

    private static String rendered(String due, String places) {
        return due.replace("{free places}", freePlaces(places))
                        .replace("{source unstopped}", StoppedWorkSql.sourceUnstopped("k"))
                        .replace("{stream unstopped}", StoppedWorkSql.streamUnstopped("w"))
                        .replace("{of a stream with places}", OF_STREAM)
                        .replace("{nothing stopped}", StoppedWorkSql.NOTHING_STOPPED)
                        .replace("{takable}", TAKABLE)
                + MARK;
    }

    /** Places of a source {@code k} that are free. */
    private static String freePlaces(String places) {
        return """
                greatest(0, %s
                            - (select count(*)
                                 from gap o
                                where o.source = k.source
                                  and o.state = 'SCHEDULED'))""".formatted(places);
    }
}
