package dev.gapless.scheduler.planning;

import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.gaps.GapRows;
import dev.gapless.scheduler.time.InstantParameters;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * The {@code stream_plan} table: which streams are to be planned, and by whom. Any number of schedulers take pages of
 * it side by side. Rows are locked in the order of their keys, so that no two statements wait for each other.
 */
public final class PlanQueue {

    private static final String KEYS =
            "unnest(cast(:sources as text[]), cast(:accounts as text[]), cast(:streams as text[]))";

    private static final String TAKE = """
            with waiting as materialized (
                select s.shard, f.due_at
                  from unnest(cast(:shards as int4[])) as s (shard)
                 cross join lateral (
                           select p.due_at
                             from stream_plan p
                            where p.shard = s.shard and p.due_at <= :now
                            order by p.due_at
                            limit 1) f
            ), due as materialized (
                select d.source, d.account, d.stream
                  from (select shard from waiting order by due_at) w
                 cross join lateral (
                           select p.source, p.account, p.stream
                             from stream_plan p
                            where p.shard = w.shard and p.due_at <= :now
                            order by p.due_at
                            limit :most
                              for update skip locked) d
                 limit :most
            )
            update stream_plan p
               set due_at = :until, token = :token
              from due d
             where p.source = d.source and p.account = d.account and p.stream = d.stream
            returning p.source, p.account, p.stream, p.changes, p.waits
            """;

    /**
     * What changed stands before what came due since this long ago. So it does not wait behind a sweep of all streams,
     * which takes up to a minute. Streams that are late by more than this go first, so changes do not hold them up for
     * ever.
     */
    private static final Duration PRECEDENCE = Duration.ofMinutes(1);

    private static final String MARK = """
            with named as materialized (
                select p.source, p.account, p.stream
                  from stream_plan p
                  join {keys} as k (source, account, stream) using (source, account, stream)
                 {live}
                 order by p.source, p.account, p.stream
                   for update of p
            )
            update stream_plan p
               set due_at = least(p.due_at, {due}),
                   changes = p.changes + 1
              from named n
             where p.source = n.source and p.account = n.account and p.stream = n.stream
            """.replace("{keys}", KEYS);

    private static final String MARK_CHANGED = MARK.replace("{due}", ":soonest").replace("{live}", "");

    private static final String MARK_SILENT = MARK.replace(
                    "{due}", "greatest(:soonest, p.planned_at + make_interval(secs => :rest))")
            .replace("{live}", "where p.live");

    private static final String HOLD = """
            select p.source, p.account, p.stream
              from stream_plan p
              join {keys} as k (source, account, stream) using (source, account, stream)
             where p.token = :token
             order by p.source, p.account, p.stream
               for update of p
            """.replace("{keys}", KEYS);

    private static final String FINISH = """
            update stream_plan p
               set due_at = case when p.changes = k.changes then k.due_at else :soonest end,
                   waits = k.waits,
                   planned_at = :now,
                   live = k.live,
                   lag_seconds = k.lag,
                   settle_seconds = k.settle
              from unnest(cast(:sources as text[]), cast(:accounts as text[]), cast(:streams as text[]),
                          cast(:changes as int8[]), cast(:dues as timestamptz[]), cast(:waits as int4[]),
                          cast(:lives as bool[]), cast(:lags as float8[]), cast(:settles as float8[]))
                   as k (source, account, stream, changes, due_at, waits, live, lag, settle)
             where p.source = k.source and p.account = k.account and p.stream = k.stream
               and p.token = :token
            """;

    /** A stream that was taken to be planned. */
    record Page(long token, List<Taken> streams) {}

    /**
     * @param changes that were heard of before it was taken
     * @param waits plans in a row that found a walk claimed and not held
     */
    record Taken(StreamId stream, long changes, int waits) {}

    /** What a plan found. */
    record Planned(
            Taken taken,
            Instant due,
            int waits,
            boolean live,
            @Nullable Duration lag,
            @Nullable Duration settle) {

        /** The same, where another plan is due at once. */
        Planned again(Instant now) {
            return new Planned(taken, now, waits, live, lag, settle);
        }
    }

    private final JdbcClient jdbc;

    PlanQueue(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Of the shard first whose first stream has waited longest.
     *
     * @param shards those of this scheduler
     * @param until when others take them again unless they were finished
     */
    Page take(Set<Integer> shards, int most, Instant now, Instant until) {
        long token = jdbc.sql("select nextval('plan_token')").query(Long.class).single();
        return new Page(
                token,
                jdbc.sql(TAKE)
                        .param("now", InstantParameters.of(now))
                        .param("until", InstantParameters.of(until))
                        .param("shards", shards.toArray(Integer[]::new))
                        .param("most", most)
                        .param("token", token)
                        .query((row, number) ->
                                new Taken(GapRows.stream(row), row.getLong("changes"), row.getInt("waits")))
                        .list());
    }

    /** Something changed: they are to be planned at once. */
    void changed(Collection<StreamId> streams, Instant now) {
        if (!streams.isEmpty()) {
            keys(jdbc.sql(MARK_CHANGED), streams).param("soonest", soonest(now)).update();
        }
    }

    /**
     * Their live windows are silent: they are to be planned, unless a plan has found that already.
     *
     * @param rest no sooner than this after the last plan
     */
    void silent(Collection<StreamId> streams, Duration rest, Instant now) {
        if (!streams.isEmpty()) {
            keys(jdbc.sql(MARK_SILENT), streams)
                    .param("soonest", soonest(now))
                    .param("rest", rest.toMillis() / 1000.0)
                    .update();
        }
    }

    private static OffsetDateTime soonest(Instant now) {
        return InstantParameters.of(now.minus(PRECEDENCE));
    }

    /** A stream is to be planned no later than this. */
    public void noLater(String gap, Instant at) {
        jdbc.sql("""
                update stream_plan p
                   set due_at = least(p.due_at, :at), changes = p.changes + 1
                  from gap g
                 where g.id = :id
                   and p.source = g.source and p.account = g.account and p.stream = g.stream
                """).param("at", InstantParameters.of(at)).param("id", gap).update();
    }

    /**
     * Those that are still the token's, locked until the end of the transaction: what follows of their plans may be
     * written.
     */
    Set<StreamId> hold(long token, Collection<StreamId> streams) {
        return new HashSet<>(keys(jdbc.sql(HOLD), streams)
                .param("token", token)
                .query((row, number) -> GapRows.stream(row))
                .list());
    }

    void finish(long token, List<Planned> planned, Instant now) {
        if (planned.isEmpty()) {
            return;
        }
        keys(
                        jdbc.sql(FINISH),
                        planned.stream().map(each -> each.taken().stream()).toList())
                .param("token", token)
                .param("now", InstantParameters.of(now))
                .param("soonest", soonest(now))
                .param(
                        "changes",
                        planned.stream()
                                .mapToLong(each -> each.taken().changes())
                                .toArray())
                .param(
                        "dues",
                        planned.stream().map(each -> each.due().toString()).toArray(String[]::new))
                .param("waits", planned.stream().mapToInt(Planned::waits).toArray())
                .param("lives", planned.stream().map(Planned::live).toArray(Boolean[]::new))
                .param("lags", planned.stream().map(each -> seconds(each.lag())).toArray(Double[]::new))
                .param(
                        "settles",
                        planned.stream().map(each -> seconds(each.settle())).toArray(Double[]::new))
                .update();
    }

    /** They could not be planned, and are due as they were. */
    void putBack(long token, Collection<StreamId> streams, Instant now) {
        if (streams.isEmpty()) {
            return;
        }
        keys(jdbc.sql("""
                                update stream_plan p
                                   set due_at = :now
                                  from {keys} as k (source, account, stream)
                                 where p.source = k.source and p.account = k.account and p.stream = k.stream
                                   and p.token = :token
                                """.replace("{keys}", KEYS)), streams)
                .param("token", token)
                .param("now", InstantParameters.of(now))
                .update();
    }

    private static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis() / 1000.0;
    }

    static StatementSpec keys(StatementSpec statement, Collection<StreamId> streams) {
        return statement
                .param("sources", streams.stream().map(StreamId::source).toArray(String[]::new))
                .param("accounts", streams.stream().map(StreamId::account).toArray(String[]::new))
                .param("streams", streams.stream().map(StreamId::stream).toArray(String[]::new));
    }
}
