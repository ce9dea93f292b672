package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapCause;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapRows;
import dev.gapless.scheduler.gaps.UnfillableReason;
import dev.gapless.scheduler.time.InstantParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** What a plan changes in the {@code gap} table: one statement a step, each only on the row as the planner saw it. */
final class PlanLedger {

    /** What another gap of the stream has shown to be gone is not asked for before this. */
    private static final Duration GONE_RETRY = Duration.ofDays(1);

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

    /** @return false when an unfinished gap begins there already */
    boolean open(FollowedStream followed, Set<Aspect> aspects, PlanStep.Open step, Instant now) {
        return insert(
                followed,
                aspects,
                step.range(),
                step.mode(),
                step.generation(),
                now,
                statement -> statement
                        .param("state", "OPEN")
                        .param("cause", step.cause().word())
                        .param("near", step.near())
                        .param("due", InstantParameters.of(step.due() == null ? now : step.due()))
                        .param("reason", null));
    }

    /** @return false when an unfinished gap begins there already */
    boolean markUnfillable(FollowedStream followed, Set<Aspect> aspects, PlanStep.Lose step, Instant now) {
        return insert(
                followed,
                aspects,
                step.range(),
                step.mode(),
                step.generation(),
                now,
                statement -> statement
                        .param("state", "UNFILLABLE")
                        .param("cause", GapCause.FIRST_RUN.word())
                        .param("near", false)
                        .param("due", InstantParameters.of(now.plus(GONE_RETRY)))
                        .param("reason", step.reason().word()));
    }

    /** What was filled before and is missing again was doubted in between, whatever else the planner took it for. */
    private boolean insert(
            FollowedStream followed,
            Set<Aspect> aspects,
            Range range,
            MiningMode mode,
            long generation,
            Instant now,
            UnaryOperator<StatementSpec> rest) {
        StreamId stream = followed.stream();
        int mask = Aspect.maskOf(aspects);
        StatementSpec statement = jdbc.sql("""
                insert into gap (id, source, account, stream, range_from, range_to, aspects, mode, cause, deadline,
                                 state, near, generation, due_at, reason, opened_at, updated_at)
                select :id, :source, :account, :stream, :from, :to, :aspects, :mode,
                       case when :mode = 'GAP_FILL'
                                 and exists (select 1
                                               from gap f
                                              where f.source = :source and f.account = :account and f.stream = :stream
                                                and f.state = 'FILLED' and f.mode <> 'RECONCILE'
                                                and f.range_from < :to and f.range_to > :from)
                            then 'doubt' else :cause end,
                       :deadline, :state, :near, :generation, :due, :reason, :now, :now
                    on conflict do nothing
                """)
                .param("id", GapId.of(stream, range.from(), mask, now))
                .param("source", stream.source())
                .param("account", stream.account())
                .param("stream", stream.stream())
                .param("from", range.from())
                .param("to", range.to())
                .param("aspects", mask)
                .param("mode", mode.name())
                .param("deadline", InstantParameters.ofNullable(SourceRetention.deadline(followed, range.from())))
                .param("generation", generation)
                .param("now", InstantParameters.of(now));
        return rest.apply(statement).update() > 0;
    }

    /** Whatever its state: a miner that still works on it brings nothing new, and its word will find no row. */
    boolean fill(GapRow gap, Instant now) {
        return jdbc.sql("""
                update gap
                   set state = 'FILLED', lease_until = null, resume = null, reason = null,
                       closed_at = :now, updated_at = :now
                 where id = :id
                   and epoch = :epoch
                   and state <> 'FILLED'
                """)
                        .param("now", InstantParameters.of(now))
                        .param("id", gap.id())
                        .param("epoch", gap.epoch())
                        .update()
                > 0;
    }

    boolean await(GapRow gap, Instant now) {
        return jdbc.sql("""
                update gap
                   set state = 'FILLING', lease_until = null, resume = null, reason = null, updated_at = :now
                 where id = :id
                   and epoch = :epoch
                   and state in ('OPEN', 'STUCK')
                """)
                        .param("now", InstantParameters.of(now))
                        .param("id", gap.id())
                        .param("epoch", gap.epoch())
                        .update()
                > 0;
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

    /** Should the gap that takes its range not be reshaped after all, the next plan finds the range missing again. */
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

    /** Of those streams that were ever reconciled or lost their live door. */
    Map<StreamId, ReconcileHistory> histories(Collection<StreamId> streams) {
        Map<StreamId, ReconcileHistory> histories = new HashMap<>();
        jdbc.sql("""
                select source, account, stream,
                       max(closed_at) filter (where mode = 'RECONCILE' and state = 'FILLED') as finished_at,
                       max(opened_at) filter (where mode = 'RECONCILE' and state <> 'UNFILLABLE') as opened_at,
                       max(closed_at) filter (where mode <> 'RECONCILE' and state = 'FILLED'
                                                and cause in ('live-gap', 'doubt')) as live_gap_closed_at
                  from gap
                 where (source, account, stream) in
                       (select * from unnest(cast(:sources as text[]), cast(:accounts as text[]),
                                             cast(:streams as text[])))
                 group by source, account, stream
                """)
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
