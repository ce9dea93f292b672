package dev.gapless.scheduler.dispatch;

import dev.gapless.scheduler.time.InstantParameters;
import java.time.Instant;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps the table {@code account_queue} as the gaps are: of each account the gap that goes first of those that are due.
 * What it costs depends on the accounts whose gaps changed or came due, not on the gaps that wait.
 *
 * <p>A row that is behind harms nothing: gaps are taken by what their own rows say.
 */
final class AccountQueue {

    /** Accounts a statement. */
    private static final int MAX = 1_000;

    /**
     * A change is visible together with its note, so one statement takes the notes and reads what they are about. Rows
     * that are as they should be are not written.
     */
    private static final String REFRESH = """
            with noted as (
                delete from account_queue_change
                 where ctid = any (array(select ctid
                                          from account_queue_change
                                         where shard = any (:shards)
                                         limit :most
                                           for update skip locked))
                returning source, account
            ), come as (
                select source, account
                  from account_queue
                 where shard = any (:shards) and next_due <= :now
                 limit :most
            ), touched as materialized (
                select source, account from noted
                 union
                select source, account from come
            ), written as (
                insert into account_queue as held (source, account, gap, compares, near, deadline, due_at, next_due)
                select t.source, t.account, g.id, g.compares, g.near, g.deadline, g.due_at, c.due_at
                  from touched t
                  left join lateral (
                           select g.id, g.mode = 'RECONCILE' as compares, g.near, g.deadline, g.due_at
                             from gap g
                            where g.source = t.source
                              and g.account = t.account
                              and (g.state in ('OPEN', 'STUCK') or (g.state = 'UNFILLABLE' and g.reason = 'gone'))
                              and g.due_at <= :now
                            order by (g.mode = 'RECONCILE'), g.near desc, g.deadline, g.due_at, g.id
                            limit 1) g on true
                  left join lateral (
                           select g.due_at
                             from gap g
                            where g.source = t.source
                              and g.account = t.account
                              and (g.state in ('OPEN', 'STUCK') or (g.state = 'UNFILLABLE' and g.reason = 'gone'))
                              and g.due_at > :now
                            order by g.due_at
                            limit 1) c on true
                    on conflict (source, account) do update
                   set gap = excluded.gap, compares = excluded.compares, near = excluded.near,
                       deadline = excluded.deadline, due_at = excluded.due_at, next_due = excluded.next_due
                 where (held.gap, held.compares, held.near, held.deadline, held.due_at, held.next_due)
                       is distinct from (excluded.gap, excluded.compares, excluded.near, excluded.deadline,
                                         excluded.due_at, excluded.next_due)
                returning 1
            )
            select (select count(*) from noted) as noted, (select count(*) from come) as come
            """;

    private final JdbcClient jdbc;

    AccountQueue(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param shards those that no other scheduler refreshes at this time: of two that read an account one after the
     *     other, the first might write last
     * @return true when there is more to do
     */
    boolean refresh(Set<Integer> shards, Instant now) {
        return jdbc.sql(REFRESH)
                .param("most", MAX)
                .param("shards", shards.toArray(Integer[]::new))
                .param("now", InstantParameters.of(now))
                .query((row, number) -> row.getInt("noted") == MAX || row.getInt("come") == MAX)
                .single();
    }
}
