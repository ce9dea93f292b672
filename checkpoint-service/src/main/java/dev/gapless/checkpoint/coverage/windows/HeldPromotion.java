package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.checkpoint.jdbc.BatchStatements;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/** Turns what is claimed into what is held, once all records that it stands on are decided. Used by one thread. */
final class HeldPromotion {

    private static final int ROWS = 2_000;

    /** So often all is looked at though nothing seems to have changed. */
    private static final int LOOK_ANYWAY = 40;

    /** Rises with each floor, so that nothing is looked at while no record is decided. */
    private static final String FLOORS = """
            select coalesce(sum(decided), 0)::text || '/' || (select count(*)
                                                                from coverage_pending)
              from intake_floor
            """;

    /** What a window adds behind records that are lost waits until the cut is made, which reaches a little further. */
    private static final String READY = """
            floors_reached(topic_id, nexts)
            and (not exists (select 1 from intake_hole)
                 or not exists (select 1
                                  from coverage_pending o
                                 where o.account = coverage_pending.account
                                   and o.source = coverage_pending.source
                                   and o.stream = coverage_pending.stream
                                   and o.window_id = coverage_pending.window_id
                                   and records_lost(o.topic_id, o.firsts, o.nexts)))
            """;

    /**
     * In the order in which reports lock windows, so that the two wait for each other in one direction only. A window
     * that is cut, or merged meanwhile, has no row any more. What is claimed of it is forgotten, for nothing of it is
     * left to be held.
     */
    private static final String LOCK = """
            with ready as (
                select account, source, stream, window_id, slot
                  from coverage_pending
                 where {ready}
                 limit {rows}
            ), forgotten as (
                delete from coverage_pending p
                 using ready r
                 where p.account = r.account
                   and p.source = r.source
                   and p.stream = r.stream
                   and p.window_id = r.window_id
                   and p.slot = r.slot
                   and not exists (select 1
                                     from coverage_window w
                                    where w.account = r.account
                                      and w.source = r.source
                                      and w.stream = r.stream
                                      and w.window_id = r.window_id)
            ), locked as (
                select account, source, stream, window_id
                  from coverage_window w
                 where (account, source, stream, window_id) in (select account, source, stream, window_id from ready)
                 order by account, source, stream, window_id
                   for update
            )
            select coalesce(json_agg(json_build_array(account, source, stream, window_id)), '[]')::text
              from locked
            """.replace("{ready}", READY).replace("{rows}", String.valueOf(ROWS));

    /**
     * Of the locked windows alone: others may have become ready since, and would be locked here in any order. What was
     * cut since it was reported is not held either. A plan may depend on what mining brought, or on what a window held
     * that was closed. What an open live window holds is behind its end by moments.
     */
    private static final String PROMOTE = """
            with ready as (
                delete from coverage_pending
                 where (account, source, stream, window_id) in (select key ->> 0, key ->> 1, key ->> 2, key ->> 3
                                                                  from json_array_elements(?::json) key)
                   and {ready}
                returning *
            ), promoted as (
                update coverage_window w
                   set held = w.held + w.covered * r.covered,
                       held_reach = greatest(w.held_reach, least(w.reach, r.reach))
                  from (select account, source, stream, window_id, range_agg(covered) as covered, max(reach) as reach
                          from ready
                         group by account, source, stream, window_id) r
                 where w.account = r.account
                   and w.source = r.source
                   and w.stream = r.stream
                   and w.window_id = r.window_id
                returning w.source, w.account, w.stream, w.open and w.path = 'LIVE' as growing
            ), noted as (
                insert into coverage_change (source, account, stream)
                select distinct source, account, stream from promoted where not growing
            )
            select count(*) from promoted
            """.replace("{ready}", READY);

    private final BatchStatements statements;
    private final TransactionOperations transaction;
    private String looked = "";
    private int rounds;

    HeldPromotion(JdbcTemplate jdbc, TransactionOperations transaction) {
        this.statements = new BatchStatements(jdbc);
        this.transaction = transaction;
    }

    /** All that there is to promote. */
    void promote() {
        String floors = statements.one(FLOORS, (row, number) -> row.getString(1));
        if (floors.equals(looked) && ++rounds % LOOK_ANYWAY != 0) {
            return;
        }
        int rows = ROWS;
        while (rows == ROWS) {
            rows = Objects.requireNonNull(transaction.execute(status -> {
                String locked = statements.one(LOCK, (row, number) -> row.getString(1));
                return statements.one(PROMOTE, (row, number) -> row.getInt(1), locked);
            }));
        }
        looked = floors;
    }
}
