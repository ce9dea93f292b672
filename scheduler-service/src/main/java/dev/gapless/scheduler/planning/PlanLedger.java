package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapRows;
import dev.gapless.scheduler.instants.Columns;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a plan changes in the {@code gap} table: one statement a step, each only on the row as the planner saw it. */
final class PlanLedger {

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
    boolean open(StreamId stream, Set<Aspect> aspects, PlanStep.Open step, Instant now) {
        Range range = step.range();
        int mask = Aspect.maskOf(aspects);
        return jdbc.sql("""
                insert into gap (id, source, account, stream, range_from, range_to, aspects, state, near, generation,
                                 due_at, opened_at, updated_at)
                values (:id, :source, :account, :stream, :from, :to, :aspects, 'OPEN', :near, :generation,
                        :now, :now, :now)
                    on conflict do nothing
                """)
                        .param("id", GapId.of(stream, range.from(), mask, now))
                        .param("source", stream.source())
                        .param("account", stream.account())
                        .param("stream", stream.stream())
                        .param("from", range.from())
                        .param("to", range.to())
                        .param("aspects", mask)
                        .param("near", step.near())
                        .param("generation", step.generation())
                        .param("now", Columns.of(now))
                        .update()
                > 0;
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
                        .param("now", Columns.of(now))
                        .param("id", gap.id())
                        .param("epoch", gap.epoch())
                        .update()
                > 0;
    }

    boolean reopen(PlanStep.Reopen step, Duration delay, Instant now) {
        return jdbc.sql("""
                update gap
                   set state = 'OPEN', range_from = :from, range_to = :to, generation = :generation,
                       lease_until = null, resume = null, attempts = attempts + 1, unseen = unseen + 1,
                       reason = 'walked to its end, and coverage does not show it', due_at = :due, updated_at = :now
                 where id = :id
                   and epoch = :epoch
                   and state = 'FILLING'
                """)
                        .param("from", step.range().from())
                        .param("to", step.range().to())
                        .param("generation", step.generation())
                        .param("due", Columns.of(now.plus(delay)))
                        .param("now", Columns.of(now))
                        .param("id", step.gap().id())
                        .param("epoch", step.gap().epoch())
                        .update()
                > 0;
    }

    boolean reshape(PlanStep.Reshape step, Instant now) {
        return jdbc.sql("""
                update gap
                   set range_from = :from, range_to = :to, generation = :generation, resume = null, updated_at = :now
                 where id = :id
                   and epoch = :epoch
                   and state in ('OPEN', 'STUCK')
                """)
                        .param("from", step.range().from())
                        .param("to", step.range().to())
                        .param("generation", step.generation())
                        .param("now", Columns.of(now))
                        .param("id", step.gap().id())
                        .param("epoch", step.gap().epoch())
                        .update()
                > 0;
    }
}
