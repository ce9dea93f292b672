package dev.gapless.scheduler.progress;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.gaps.GapState;
import dev.gapless.scheduler.gaps.RefusedWork;
import dev.gapless.scheduler.gaps.UnfillableReason;
import dev.gapless.scheduler.planning.PlanQueue;
import dev.gapless.scheduler.time.InstantParameters;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The rows that slices report to. A row moves only while it still is at the epoch of the slice. */
final class ProgressLedger {

    /** A poll that is under way. */
    record RunningPoll(int attempts, Duration period) {}

    /** The older part of a gap, of which the source answered for the younger. */
    private static final String INSERT_OLDER = """
            insert into gap (id, source, account, stream, range_from, range_to, aspects, mode, cause, deadline, state,
                             near, generation, attempts, probe_from, due_at, reason, opened_at, updated_at)
            select left(md5(id || '-' || epoch), 16), source, account, stream, :from, :to, aspects, mode, cause, :deadline,
                   'OPEN', near, generation, 1, :probe, :now, 'the source answered for what is younger', opened_at, :now
              from gap
             where id = :id
            """;

    private record Split(Range older, @Nullable Instant deadline) {}

    private final JdbcClient jdbc;
    private final PlanQueue plans;
    private final TransactionOperations transactions;

    ProgressLedger(JdbcClient jdbc, PlanQueue plans, TransactionOperations transactions) {
        this.jdbc = jdbc;
        this.plans = plans;
        this.transactions = transactions;
    }

    /** Empty when the gap is not under way at this epoch (any more). */
    Optional<DispatchedGapState> standing(String gap, long epoch) {
        return jdbc.sql("""
                select range_from, range_to, attempts, probe_from, gone_since, gone_answers, coalesce(reason = :gone, false) as given_up,
                       mode = 'RECONCILE' as reconciles
                  from gap
                 where id = :id and epoch = :epoch and state = 'SCHEDULED'
                """)
                .param("id", gap)
                .param("epoch", epoch)
                .param("gone", UnfillableReason.GONE.word())
                .query((row, number) -> new DispatchedGapState(
                        new Range(row.getLong("range_from"), row.getLong("range_to")),
                        row.getInt("attempts"),
                        row.getObject("probe_from", Long.class),
                        InstantParameters.nullableInstant(row, "gone_since"),
                        row.getInt("gone_answers"),
                        row.getBoolean("given_up"),
                        row.getBoolean("reconciles")))
                .optional();
    }

    /**
     * Until when miners may work by the manifest before the present one. Empty when that time is over, or when the
     * present one is the first.
     */
    Optional<Instant> formerManifestUntil(String source, Instant now) {
        return jdbc.sql("select applied_at from source where name = :source and version > 1")
                .param("source", source)
                .query((row, number) -> InstantParameters.instant(row, "applied_at"))
                .optional()
                .map(applied -> applied.plus(RefusedWork.MANIFEST_REMEMBERED))
                .filter(until -> until.isAfter(now));
    }

    /**
     * @param attempts by which the verdict was found
     * @return false when the row has moved, or has other attempts by now: a repair forgets them
     */
    boolean apply(String gap, long epoch, int attempts, GapTransition verdict, Instant now) {
        Boolean applied = transactions.execute(status -> {
            if (verdict.state() == GapState.FILLING && verdict.leaseUntil() != null) {
                // before the gap's row is locked, as the planner does
                plans.noLater(gap, verdict.leaseUntil());
            }
            if (verdict.history() instanceof SourceHistory.Kept(Long olderProbe)) {
                split(gap, epoch, attempts, olderProbe, now);
            }
            return move(gap, epoch, attempts, verdict, now);
        });
        return Boolean.TRUE.equals(applied);
    }

    private boolean move(String gap, long epoch, int attempts, GapTransition verdict, Instant now) {
        SourceHistory.Gone gone = verdict.history() instanceof SourceHistory.Gone told ? told : null;
        return jdbc.sql("""
                update gap
                   set state = :state, resume = :resume, due_at = :due, attempts = :attempts, lost = 0,
                       lease_until = :lease, reason = :reason, updated_at = :now,
                       probe_from = case when :told then :probe else probe_from end,
                       gone_since = case when :told then :since else gone_since end,
                       gone_answers = case when :told then :answers else gone_answers end
                 where id = :id
                   and epoch = :epoch
                   and state = 'SCHEDULED'
                   and attempts = :before
                """)
                        .param("before", attempts)
                        .param("state", verdict.state().name())
                        .param("resume", verdict.resume())
                        .param("due", InstantParameters.of(verdict.dueAt()))
                        .param("attempts", verdict.attempts())
                        .param("lease", InstantParameters.ofNullable(verdict.leaseUntil()))
                        .param("reason", verdict.reason())
                        .param("now", InstantParameters.of(now))
                        .param("told", !(verdict.history() instanceof SourceHistory.Untold))
                        .param("probe", gone == null ? null : gone.probeFrom(), Types.BIGINT)
                        .param(
                                "since",
                                gone == null ? null : InstantParameters.ofNullable(gone.since()),
                                Types.TIMESTAMP_WITH_TIMEZONE)
                        .param("answers", gone == null ? 0 : gone.answers())
                        .param("id", gap)
                        .param("epoch", epoch)
                        .update()
                > 0;
    }

    /** Where only the younger part of the gap was asked for, the older one becomes a gap of its own, due at once. */
    private void split(String gap, long epoch, int attempts, @Nullable Long olderProbe, Instant now) {
        jdbc.sql("""
                select range_from, probe_from, deadline
                  from gap
                 where id = :id and epoch = :epoch and state = 'SCHEDULED' and attempts = :before
                   and probe_from > range_from
                   for update
                """)
                .param("before", attempts)
                .param("id", gap)
                .param("epoch", epoch)
                .query((row, number) -> new Split(
                        new Range(row.getLong("range_from"), row.getLong("probe_from")),
                        InstantParameters.nullableInstant(row, "deadline")))
                .optional()
                .ifPresent(split -> split(gap, split, olderProbe, now));
    }

    private void split(String gap, Split split, @Nullable Long olderProbe, Instant now) {
        jdbc.sql("""
                update gap
                   set range_from = probe_from,
                       deadline = deadline + make_interval(secs => cast(:older as float8) / 1e6)
                 where id = :id
                """).param("older", split.older().length()).param("id", gap).update();
        jdbc.sql(INSERT_OLDER)
                .param("from", split.older().from())
                .param("to", split.older().to())
                .param("probe", olderProbe, Types.BIGINT)
                .param("deadline", InstantParameters.ofNullable(split.deadline()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("now", InstantParameters.of(now))
                .param("id", gap)
                .update();
    }

    /** True when an audit of this epoch belongs to the present round. */
    boolean ofPresentAudits(long epoch) {
        return jdbc.sql("select epoch <= :epoch from audit_round")
                .param("epoch", epoch)
                .query(Boolean.class)
                .single();
    }

    /** True when coverage showed the gap filled before the miner of this epoch could say so. */
    boolean filled(String gap, long epoch) {
        return jdbc.sql("select exists (select 1 from gap where id = :id and epoch = :epoch and state = 'FILLED')")
                .param("id", gap)
                .param("epoch", epoch)
                .query(Boolean.class)
                .single();
    }

    /** Empty when the poll is not under way at this epoch (any more). */
    Optional<RunningPoll> poll(StreamId stream, long epoch) {
        return jdbc.sql("""
                select attempts, period_seconds
                  from poll
                 where source = :source and account = :account and stream = :stream
                   and epoch = :epoch
                   and scheduled
                """)
                .param("source", stream.source())
                .param("account", stream.account())
                .param("stream", stream.stream())
                .param("epoch", epoch)
                .query((row, number) -> new RunningPoll(
                        row.getInt("attempts"), Duration.ofMillis(Math.round(row.getDouble("period_seconds") * 1000))))
                .optional();
    }

    /**
     * @param poll by which the rest was found
     * @return false when the row has moved, or has other attempts by now: a repair forgets them
     */
    boolean applyPoll(
            StreamId stream,
            long epoch,
            RunningPoll poll,
            @Nullable String resume,
            Instant nextAt,
            int attempts,
            @Nullable String reason) {
        return jdbc.sql("""
                update poll
                   set scheduled = false, resume = :resume, next_at = :next, attempts = :attempts,
                       lease_until = null, reason = :reason
                 where source = :source and account = :account and stream = :stream
                   and epoch = :epoch
                   and scheduled
                   and attempts = :before
                """)
                        .param("before", poll.attempts())
                        .param("resume", resume)
                        .param("next", InstantParameters.of(nextAt))
                        .param("attempts", attempts)
                        .param("reason", reason)
                        .param("source", stream.source())
                        .param("account", stream.account())
                        .param("stream", stream.stream())
                        .param("epoch", epoch)
                        .update()
                > 0;
    }
}
