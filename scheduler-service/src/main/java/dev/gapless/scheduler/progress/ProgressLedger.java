package dev.gapless.scheduler.progress;

import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.instants.Columns;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows that slices report to. A row moves only while it still is at the epoch of the slice. */
final class ProgressLedger {

    /** A poll that is under way. */
    record RunningPoll(int attempts, Duration period) {}

    private final JdbcClient jdbc;

    ProgressLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty when the gap is not under way at this epoch (any more). */
    Optional<Integer> attempts(String gap, long epoch) {
        return jdbc.sql("select attempts from gap where id = :id and epoch = :epoch and state = 'SCHEDULED'")
                .param("id", gap)
                .param("epoch", epoch)
                .query(Integer.class)
                .optional();
    }

    boolean apply(String gap, long epoch, Verdict verdict, Instant now) {
        return jdbc.sql("""
                update gap
                   set state = :state, resume = :resume, due_at = :due, attempts = :attempts, lost = 0,
                       lease_until = :lease, reason = :reason, updated_at = :now
                 where id = :id
                   and epoch = :epoch
                   and state = 'SCHEDULED'
                """)
                        .param("state", verdict.state().name())
                        .param("resume", verdict.resume())
                        .param("due", Columns.of(verdict.dueAt()))
                        .param("attempts", verdict.attempts())
                        .param("lease", Columns.ofNullable(verdict.leaseUntil()))
                        .param("reason", verdict.reason())
                        .param("now", Columns.of(now))
                        .param("id", gap)
                        .param("epoch", epoch)
                        .update()
                > 0;
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

    boolean applyPoll(
            StreamId stream,
            long epoch,
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
                """)
                        .param("resume", resume)
                        .param("next", Columns.of(nextAt))
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
