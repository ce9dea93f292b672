package dev.gapless.scheduler.progress;

import dev.gapless.common.coverage.Range;
import dev.gapless.scheduler.gaps.Unfillable;
import dev.gapless.scheduler.instants.Columns;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Gives up what a source says it does not keep. It does not say from where on, and what it forgot is the oldest: so the
 * oldest eighth is given up, and the rest is asked for again, until it is answered or nothing is left.
 */
final class GoneLedger {

    private static final int SHARE = 8;

    private record Held(Range range, String source, String account, String stream, String mode) {}

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;

    GoneLedger(JdbcClient jdbc, TransactionOperations transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * @param whole give up all of it
     * @return what was given up; empty when the gap is not under way at this epoch (any more)
     */
    Optional<Range> giveUp(String gap, long epoch, boolean whole, Instant now) {
        Optional<Range> given = transactions.execute(status -> {
            Optional<Held> found = jdbc.sql("""
                    select source, account, stream, mode, range_from, range_to
                      from gap
                     where id = :id and epoch = :epoch and state = 'SCHEDULED'
                       for update
                    """)
                    .param("id", gap)
                    .param("epoch", epoch)
                    .query((row, number) -> new Held(
                            new Range(row.getLong("range_from"), row.getLong("range_to")),
                            row.getString("source"),
                            row.getString("account"),
                            row.getString("stream"),
                            row.getString("mode")))
                    .optional();
            return found.map(held -> giveUp(gap, held, whole, now));
        });
        return given == null ? Optional.empty() : given;
    }

    private Range giveUp(String gap, Held held, boolean whole, Instant now) {
        long share = Math.max(1, held.range().length() / SHARE);
        long cut = whole ? held.range().to() : held.range().from() + share;
        if (cut == held.range().to()) {
            mark(gap, now);
            return held.range();
        }
        Range lower = new Range(held.range().from(), cut);
        jdbc.sql("""
                update gap
                   set state = 'OPEN', range_from = :cut, resume = null, lease_until = null, due_at = :now,
                       deadline = deadline + make_interval(secs => cast(:share as float8) / 1e6),
                       reason = 'the source said that older ones are gone', updated_at = :now
                 where id = :id
                """)
                .param("cut", cut)
                .param("share", share)
                .param("now", Columns.of(now))
                .param("id", gap)
                .update();
        if (!extend(held, lower, now)) {
            insert(gap, lower, now);
        }
        return lower;
    }

    private void mark(String gap, Instant now) {
        jdbc.sql("""
                update gap
                   set state = 'UNFILLABLE', reason = :reason, resume = null, lease_until = null, updated_at = :now
                 where id = :id
                """)
                .param("reason", Unfillable.GONE.word())
                .param("now", Columns.of(now))
                .param("id", gap)
                .update();
    }

    private boolean extend(Held held, Range lower, Instant now) {
        return jdbc.sql("""
                update gap
                   set range_to = :to, updated_at = :now
                 where source = :source and account = :account and stream = :stream and mode = :mode
                   and state = 'UNFILLABLE' and reason = :reason and range_to = :from
                """)
                        .param("to", lower.to())
                        .param("now", Columns.of(now))
                        .param("source", held.source())
                        .param("account", held.account())
                        .param("stream", held.stream())
                        .param("mode", held.mode())
                        .param("reason", Unfillable.GONE.word())
                        .param("from", lower.from())
                        .update()
                > 0;
    }

    private void insert(String gap, Range lower, Instant now) {
        jdbc.sql("""
                insert into gap (id, source, account, stream, range_from, range_to, aspects, mode, cause, deadline,
                                 state, near, epoch, generation, attempts, due_at, reason, opened_at, updated_at)
                select id || '-' || :from, source, account, stream, :from, :to, aspects, mode, cause, null,
                       'UNFILLABLE', near, epoch, generation, 0, :now, :reason, opened_at, :now
                  from gap
                 where id = :id
                """)
                .param("from", lower.from())
                .param("to", lower.to())
                .param("now", Columns.of(now))
                .param("reason", Unfillable.GONE.word())
                .param("id", gap)
                .update();
    }
}
