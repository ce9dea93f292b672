package dev.gapless.scheduler.planning;

import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapRows;
import dev.gapless.scheduler.gaps.UnfillableReason;
import dev.gapless.scheduler.time.InstantParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What plans change in the {@code gap} table, each row only as the planner saw it. What an outage or its end does to
 * very many gaps at once is one statement for all of them. The rest is a statement a step.
 */
final class PlanLedger {

    /** What another gap of the stream has shown to be gone is not asked for before this. */
    private static final Duration GONE_RETRY = Duration.ofDays(1);

    /**
     * Filled gaps and others have an index each, and there is none over both. Each is asked stream by stream. For a
     * join PostgreSQL reads every filled gap at each question, as long as its statistics know of none.
     */
    static final String HISTORIES = """
            select n.source, n.account, n.stream, f.finished_at, greatest(f.opened_at, u.opened_at) as opened_at,
                   f.live_gap_closed_at
              from unnest(cast(:sources as text[]), cast(:accounts as text[]), cast(:streams as text[]))
                   as n (source, account, stream)
             cross join lateral (
                       select max(closed_at) filter (where mode = 'RECONCILE') as finished_at,
                              max(opened_at) filter (where mode = 'RECONCILE') as opened_at,
                              max(closed_at) filter (where mode <> 'RECONCILE' and cause in ('live-gap', 'retraction'))
                                  as live_gap_closed_at,
                              count(*) as gaps
                         from gap
                        where source = n.source and account = n.account and stream = n.stream
                          and state = 'FILLED') f
             cross join lateral (
                       select max(opened_at) filter (where mode = 'RECONCILE' and state <> 'UNFILLABLE') as opened_at,
                              count(*) as gaps
                         from gap
                        where source = n.source and account = n.account and stream = n.stream
                          and state <> 'FILLED') u
             where f.gaps + u.gaps > 0
            """;

    private final JdbcClient jdbc;

    PlanLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Of each stream in ascending order. */
    List<GapRow> unfinished(Collection<StreamId> streams) {
        return jdbc.sql("select " + GapRow.COLUMNS + """
                  from gap
                 where state <> 'FILLED'
                   and (source, account, stream) in
                       (select * from unnest(cast(:sources as text[]), cast(:accounts as text[]),
                                             cast(:streams as text[])))
                 order by source, account, stream, range_from
                """)
                .param("sources", streams.stream().map(StreamId::source).toArray(String[]::new))
                .param("accounts", streams.stream().map(StreamId::account).toArray(String[]::new))
                .param("streams", streams.stream().map(StreamId::stream).toArray(String[]::new))
                .query(GapRows::read)
                .list();
    }

    /**
     * All in one statement, however many. What was filled before and is missing again was retracted in between,
     * whatever else the planner took it for.
     *
     * @return the ids of those that were inserted; where an unfinished gap begins already, none is
     */
    Set<String> insert(Collection<NewGap> gaps, Instant now) {
        if (gaps.isEmpty()) {
            return Set.of();
        }
        List<NewGap> sorted = gaps.stream().sorted(NewGap.KEY_ORDER).toList();
        return new HashSet<>(jdbc.sql("""
                insert into gap (id, source, account, stream, range_from, range_to, aspects, mode, cause, deadline,
                                 state, near, generation, due_at, reason, opened_at, updated_at)
                select n.id, n.source, n.account, n.stream, n.range_from, n.range_to, n.aspects, n.mode,
                       case when n.mode = 'GAP_FILL'
                                 and exists (select 1
                                               from gap f
                                              where f.source = n.source and f.account = n.account
                                                and f.stream = n.stream
                                                and f.state = 'FILLED' and f.mode <> 'RECONCILE'
                                                and f.range_from < n.range_to and f.range_to > n.range_from)
                            then 'retraction' else n.cause end,
                       n.deadline, n.state, n.near, n.generation, n.due_at, n.reason, :now, :now
                  from unnest(cast(:ids as text[]), cast(:sources as text[]), cast(:accounts as text[]),
                              cast(:streams as text[]), cast(:froms as int8[]), cast(:tos as int8[]),
                              cast(:aspects as int4[]), cast(:modes as text[]), cast(:causes as text[]),
                              cast(:deadlines as timestamptz[]), cast(:states as text[]), cast(:nears as bool[]),
                              cast(:generations as int8[]), cast(:dues as timestamptz[]), cast(:reasons as text[]))
                       with ordinality
                       as n (id, source, account, stream, range_from, range_to, aspects, mode, cause, deadline, state,
                             near, generation, due_at, reason, place)
                 order by n.place
                    on conflict do nothing
                returning id
                """)
                .param("ids", texts(sorted, gap -> gap.id(now)))
                .param("sources", texts(sorted, gap -> gap.stream().source()))
                .param("accounts", texts(sorted, gap -> gap.stream().account()))
                .param("streams", texts(sorted, gap -> gap.stream().stream()))
                .param(
                        "froms",
                        sorted.stream().mapToLong(gap -> gap.range().from()).toArray())
                .param("tos", sorted.stream().mapToLong(gap -> gap.range().to()).toArray())
                .param("aspects", sorted.stream().mapToInt(NewGap::aspects).toArray())
                .param("modes", texts(sorted, gap -> gap.mode().name()))
                .param("causes", texts(sorted, gap -> gap.cause().word()))
                .param("deadlines", texts(sorted, gap -> text(gap.deadline())))
                .param("states", texts(sorted, gap -> gap.state().name()))
                .param("nears", sorted.stream().map(NewGap::near).toArray(Boolean[]::new))
                .param(
                        "generations",
                        sorted.stream().mapToLong(NewGap::generation).toArray())
                .param("dues", texts(sorted, gap -> text(dueAt(gap, now))))
                .param(
                        "reasons",
                        texts(
                                sorted,
                                gap -> gap.lost() == null ? null : gap.lost().word()))
                .param("now", InstantParameters.of(now))
                .query(String.class)
                .list());
    }

    private static Instant dueAt(NewGap gap, Instant now) {
        if (gap.lost() != null) {
            return now.plus(GONE_RETRY);
        }
        Instant due = gap.due();
        return due == null ? now : due;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static <T> @Nullable String[] texts(List<T> rows, Function<T, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    /** Whatever their state: a miner that still works on one brings nothing new, and its word will find no row. */
    void fill(Collection<GapRow> gaps, Instant now) {
        move("""
                update gap g
                   set state = 'FILLED', lease_until = null, resume = null, reason = null,
                       closed_at = :now, updated_at = :now
                  from unnest(cast(:ids as text[]), cast(:epochs as int8[])) as k (id, epoch)
                 where g.id = k.id
                   and g.epoch = k.epoch
                   and g.state <> 'FILLED'
                """, gaps, now);
    }

    void await(Collection<GapRow> gaps, Instant now) {
        move("""
                update gap g
                   set state = 'FILLING', lease_until = null, resume = null, reason = null, updated_at = :now
                  from unnest(cast(:ids as text[]), cast(:epochs as int8[])) as k (id, epoch)
                 where g.id = k.id
                   and g.epoch = k.epoch
                   and g.state in ('OPEN', 'STUCK')
                """, gaps, now);
    }

    private void move(String sql, Collection<GapRow> gaps, Instant now) {
        if (!gaps.isEmpty()) {
            jdbc.sql(sql)
                    .param("now", InstantParameters.of(now))
                    .param("ids", gaps.stream().map(GapRow::id).toArray(String[]::new))
                    .param("epochs", gaps.stream().mapToLong(GapRow::epoch).toArray())
                    .update();
        }
    }

    boolean reopen(FollowedStream followed, PlanStep.Reopen step, Duration delay, Instant now) {
        return jdbc.sql("""
                update gap
                   set state = 'OPEN', range_from = :from, range_to = :to, deadline = :deadline, generation = :generation,
                       lease_until = null, resume = null, attempts = attempts + 1, unseen = unseen + 1,
                       reason = 'walked to its end, and coverage does not show it', due_at = :due, updated_at = :now
                 where id = :id
                   and epoch = :epoch
                   and state = 'FILLING'
                """)
                        .param("from", step.range().from())
                        .param("to", step.range().to())
                        .param(
                                "deadline",
                                InstantParameters.ofNullable(SourceRetention.deadline(
                                        followed, step.range().from())))
                        .param("generation", step.generation())
                        .param("due", InstantParameters.of(now.plus(delay)))
                        .param("now", InstantParameters.of(now))
                        .param("id", step.gap().id())
                        .param("epoch", step.gap().epoch())
                        .update()
                > 0;
    }

    boolean reshape(FollowedStream followed, PlanStep.Reshape step, Instant now) {
        return jdbc.sql("""
                update gap
                   set range_from = :from, range_to = :to, deadline = :deadline, generation = :generation, resume = null, updated_at = :now,
                       probe_from = case when probe_from > :from and probe_from < :to then probe_from end
                 where id = :id
                   and epoch = :epoch
                   and state in ('OPEN', 'STUCK')
                """)
                        .param("from", step.range().from())
                        .param("to", step.range().to())
                        .param(
                                "deadline",
                                InstantParameters.ofNullable(SourceRetention.deadline(
                                        followed, step.range().from())))
                        .param("generation", step.generation())
                        .param("now", InstantParameters.of(now))
                        .param("id", step.gap().id())
                        .param("epoch", step.gap().epoch())
                        .update()
                > 0;
    }

    /** Should the gap that takes its range not be reshaped after all, a plan at once finds the range missing again. */
    boolean absorb(GapRow gap) {
        return jdbc.sql("delete from gap where id = :id and epoch = :epoch and state in ('OPEN', 'STUCK')")
                        .param("id", gap.id())
                        .param("epoch", gap.epoch())
                        .update()
                > 0;
    }

    boolean giveUp(PlanStep.GiveUp step, Instant now) {
        return jdbc.sql("""
                update gap
                   set state = 'UNFILLABLE', range_from = :from, range_to = :to, lease_until = null, resume = null,
                       reason = :reason, updated_at = :now
                 where id = :id
                   and epoch = :epoch
                   and state in ('OPEN', 'STUCK', 'FILLING')
                """)
                        .param("from", step.range().from())
                        .param("to", step.range().to())
                        .param("reason", UnfillableReason.RETENTION.word())
                        .param("now", InstantParameters.of(now))
                        .param("id", step.gap().id())
                        .param("epoch", step.gap().epoch())
                        .update()
                > 0;
    }

    boolean resize(PlanStep.Resize step, Instant now) {
        return jdbc.sql("""
                update gap
                   set range_from = :from, range_to = :to, updated_at = :now,
                       probe_from = case when probe_from > :from and probe_from < :to then probe_from end
                 where id = :id
                   and state = 'UNFILLABLE'
                   and range_from = :wasFrom and range_to = :wasTo
                """)
                        .param("from", step.range().from())
                        .param("to", step.range().to())
                        .param("wasFrom", step.gap().range().from())
                        .param("wasTo", step.gap().range().to())
                        .param("now", InstantParameters.of(now))
                        .param("id", step.gap().id())
                        .update()
                > 0;
    }

    /** Of those streams that were ever reconciled or lost their live path. */
    Map<StreamId, ReconcileHistory> histories(Collection<StreamId> streams) {
        Map<StreamId, ReconcileHistory> histories = new HashMap<>();
        jdbc.sql(HISTORIES)
                .param("sources", streams.stream().map(StreamId::source).toArray(String[]::new))
                .param("accounts", streams.stream().map(StreamId::account).toArray(String[]::new))
                .param("streams", streams.stream().map(StreamId::stream).toArray(String[]::new))
                .query((row, number) -> histories.put(
                        GapRows.stream(row),
                        new ReconcileHistory(
                                InstantParameters.nullableInstant(row, "finished_at"),
                                InstantParameters.nullableInstant(row, "opened_at"),
                                InstantParameters.nullableInstant(row, "live_gap_closed_at"))))
                .list();
        return histories;
    }
}
