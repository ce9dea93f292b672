package dev.gapless.scheduler.dispatch;

import dev.gapless.common.message.MiningMode;
import dev.gapless.scheduler.gaps.GapRows;
import dev.gapless.scheduler.time.InstantParameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Takes gaps for dispatch, and takes them back from miners that were not heard of. */
final class GapDispatchLedger {

    /** Rows of gaps that a drain reads at most of a stream, for each place of its source. */
    private static final int READ_BY_PLACE = 20;

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
    private final DueTaker due;

    GapDispatchLedger(JdbcClient jdbc, DispatchProperties properties) {
        this.jdbc = jdbc;
        this.due = new DueTaker(
                jdbc,
                GapTakeSql.STATEMENTS,
                Map.of(
                        "perSource",
                        properties.perSource(),
                        "perAccount",
                        properties.perAccount(),
                        "lease",
                        DueTaker.seconds(properties.lease()),
                        "read",
                        READ_BY_PLACE * properties.perSource()),
                GapDispatchLedger::read);
    }

    /** @param most no more than this */
    List<DispatchedTask> take(DispatchScope scope, int most, Instant now) {
        return due.take(scope, most, now);
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
