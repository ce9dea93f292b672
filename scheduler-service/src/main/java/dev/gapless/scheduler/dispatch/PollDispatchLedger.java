package dev.gapless.scheduler.dispatch;

import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.dispatch.DueTaker.TakeStatements;
import dev.gapless.scheduler.gaps.GapRows;
import dev.gapless.scheduler.polls.PollId;
import dev.gapless.scheduler.stops.StoppedWorkSql;
import dev.gapless.scheduler.time.InstantParameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Takes polls for dispatch; one whose miner was not heard of is simply due again. */
final class PollDispatchLedger {

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
                       greatest(0, {places}
                                   - (select count(*) from poll o where o.source = k.source and o.scheduled))
                           as places
                  from known k
                 where k.source = any (:sources)
                   and {source unstopped}
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
                                       {of class}
                                       and {unstopped}
                                     order by p.next_at
                                     limit (f.places + 1) / 2)
                                   union all
                                   (select p.source, p.account, p.stream, p.next_at, 1 as turn
                                      from poll p
                                     where p.source = f.source
                                       and not p.scheduled
                                       and p.next_at <= :now
                                       {of class}
                                       and {unstopped}
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

    private static final TakeStatements TAKE = new TakeStatements(
            due(DispatchSql.PLACES, ""), due(DispatchSql.PLACES, OF_CLASS), due(DispatchSql.pollPlacesOfOthers(), ""));

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
    private final DueTaker due;

    PollDispatchLedger(JdbcClient jdbc, DispatchProperties properties) {
        this.jdbc = jdbc;
        this.due = new DueTaker(
                jdbc,
                TAKE,
                Map.of("perSource", properties.pollsPerSource(), "lease", DueTaker.seconds(properties.lease())),
                PollDispatchLedger::read);
    }

    private static String due(String places, String ofClass) {
        return DUE.replace("{places}", places)
                .replace("{of class}", ofClass)
                .replace("{source unstopped}", StoppedWorkSql.sourceUnstopped("k"))
                .replace("{unstopped}", StoppedWorkSql.unstopped("p"));
    }

    /** @param most no more than this */
    List<DispatchedTask> take(DispatchScope scope, int most, Instant now) {
        return due.take(scope, most, now);
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
