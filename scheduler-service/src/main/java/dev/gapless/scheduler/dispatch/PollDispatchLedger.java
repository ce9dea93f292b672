package dev.gapless.scheduler.dispatch;

import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.drains.DrainFront;
import dev.gapless.scheduler.gaps.GapRows;
import dev.gapless.scheduler.polls.PollId;
import dev.gapless.scheduler.time.InstantParameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Takes polls for dispatch; one whose miner was not heard of is simply due again. */
final class PollDispatchLedger {

    /** Polls of a source that may be out at once. */
    private static final String PLACES =
            "ceil(:perSource * (select coalesce(min(pace), 1) from recovery_run where state in ('RUNNING', 'HELD', 'PAUSED')))::int8";

    /** The same beside a class that a drain wants first: so many as are out of that class, and a share of all. */
    private static final String PLACES_OF_OTHERS = """
            least(%s,
                  ceil(:perSource * :others)::int8
                  + (select count(*)
                       from poll c
                       left join stream_priority x on x.source = c.source and x.stream = c.stream
                      where c.source = k.source
                        and c.scheduled
                        and coalesce(x.priority_class, 'NORMAL') = :priorityClass))""".formatted(PLACES);

    private static final String OF_CLASS = """
            and coalesce((select x.priority_class
                            from stream_priority x
                           where x.source = p.source
                             and x.stream = p.stream), 'NORMAL') = :priorityClass""";

    /**
     * Of each source as many as it has free places, those first that have waited longest; nothing that is stopped. Half
     * of the places are for streams that clients hear, if so many are due: neither these nor the others wait for ever.
     * Of those only the scheduler's own, as with gaps.
     */
    private static final String DUE = """
            with recursive known as (
                (select source from poll where not scheduled order by source limit 1)
                 union all
                select (select p.source
                          from poll p
                         where not p.scheduled
                           and p.source > k.source
                         order by p.source
                         limit 1)
                  from known k
                 where k.source is not null
            ), free as materialized (
                select k.source,
                       greatest(0, %1$s
                                   - (select count(*) from poll o where o.source = k.source and o.scheduled))
                           as places
                  from known k
                 where k.source = any (:sources)
                   and not exists (select 1 from mining_stop s
                                    where s.account is null
                                      and (s.source is null or s.source = k.source)
                                      and s.mining_released_streams = '{}')
            ), first as materialized (
                select d.*
                  from free f
                 cross join lateral (
                           select e.source, e.account, e.stream
                             from ((select p.source, p.account, p.stream, p.next_at, 0 as turn
                                      from poll p
                                     where p.source = f.source
                                       and not p.scheduled
                                       and p.next_at <= :now
                                       and (p.account, p.stream) in (select w.account, w.stream
                                                                       from watched_stream w
                                                                      where w.source = f.source
                                                                        and w.lease_until > :now)
                                       %2$s
                                       and not exists (select 1 from mining_stop s
                                             where (s.source is null or s.source = p.source)
                                               and (s.account is null or s.account = p.account)
                                               and (s.stream is null or s.stream = p.stream)
                                               and p.stream <> all (s.mining_released_streams))
                                     order by p.next_at
                                     limit (f.places + 1) / 2)
                                   union all
                                   (select p.source, p.account, p.stream, p.next_at, 1 as turn
                                      from poll p
                                     where p.source = f.source
                                       and not p.scheduled
                                       and p.next_at <= :now
                                       %2$s
                                       and not exists (select 1 from mining_stop s
                                             where (s.source is null or s.source = p.source)
                                               and (s.account is null or s.account = p.account)
                                               and (s.stream is null or s.stream = p.stream)
                                               and p.stream <> all (s.mining_released_streams))
                                     order by p.next_at
                                     limit f.places)) e
                            group by e.source, e.account, e.stream
                            order by min(e.turn), min(e.next_at)
                            limit f.places) d
            ), due as materialized (
                select p.source, p.account, p.stream
                  from poll p
                  join first d using (source, account, stream)
                 where not p.scheduled
                   and account_shard(p.source, p.account) = any (:shards)
                 limit :most
                   for update of p skip locked
            )
            update poll p
               set scheduled = true,
                   epoch = nextval('dispatch_epoch'),
                   lease_until = cast(:now as timestamptz) + make_interval(secs => :lease)
              from due d
             where p.source = d.source
               and p.account = d.account
               and p.stream = d.stream
            returning p.source, p.account, p.stream, p.mode, p.resume, p.epoch, p.generation
            """;

    private static final String TAKE = DUE.formatted(PLACES, "");

    private static final String TAKE_OF_CLASS = DUE.formatted(PLACES, OF_CLASS);

    private static final String TAKE_OTHERS = DUE.formatted(PLACES_OF_OTHERS, "");

    /** The epoch stays: the next dispatch raises it. */
    private static final String REOPEN_LOST = """
            update poll
               set scheduled = false, lease_until = null
             where (source, account, stream) in
                   (select source, account, stream
                      from poll
                     where scheduled
                       and lease_until < :now
                       and account_shard(source, account) = any (:shards)
                       for update skip locked)
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
    List<DispatchedTask> take(DispatchScope scope, int most, Instant now) {
        DrainFront front = scope.front();
        if (front == null) {
            return take(TAKE, scope, most, now).query(PollDispatchLedger::read).list();
        }
        List<DispatchedTask> taken = new ArrayList<>(take(TAKE_OF_CLASS, scope, most, now)
                .param("priorityClass", front.first().name())
                .query(PollDispatchLedger::read)
                .list());
        taken.addAll(take(TAKE_OTHERS, scope, most - taken.size(), now)
                .param("priorityClass", front.first().name())
                .param("others", front.others())
                .query(PollDispatchLedger::read)
                .list());
        return taken;
    }

    private StatementSpec take(String statement, DispatchScope scope, int most, Instant now) {
        return jdbc.sql(statement)
                .param("sources", scope.sources().toArray(String[]::new))
                .param("shards", scope.shards().toArray(Integer[]::new))
                .param("now", InstantParameters.of(now))
                .param("lease", GapDispatchLedger.seconds(properties.lease()))
                .param("perSource", properties.pollsPerSource())
                .param("most", most);
    }

    /** Polls whose miners were not heard of are due as they were. */
    void reopenLost(Set<Integer> shards, Instant now) {
        jdbc.sql(REOPEN_LOST)
                .param("shards", shards.toArray(Integer[]::new))
                .param("now", InstantParameters.of(now))
                .update();
    }

    /** Returns polls whose tasks were not sent: they are due as they were. */
    void putBack(List<DispatchedTask> unsent) {
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
                .param(
                        "epochs",
                        unsent.stream().mapToLong(DispatchedTask::epoch).toArray())
                .update();
    }

    private static DispatchedTask read(ResultSet row, int rowNumber) throws SQLException {
        StreamId stream = GapRows.stream(row);
        return new DispatchedTask(
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
