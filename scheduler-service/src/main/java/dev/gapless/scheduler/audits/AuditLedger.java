package dev.gapless.scheduler.audits;

import dev.gapless.scheduler.rollouts.RolloutSql;
import dev.gapless.scheduler.time.InstantParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whose turn it is, and under which epoch. */
final class AuditLedger {

    private static final String CLOSED = """
            select a.source, a.account
              from account a
             where %s
               and a.deleted_at is null
               and not (%s)
            """.formatted(RolloutSql.ANY_HISTORY_CLOSED, RolloutSql.historyOpen("a"));

    private final JdbcClient jdbc;

    AuditLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @return false when another scheduler has done this round, or it is too early for one */
    boolean begin(Instant now, Duration interval) {
        return jdbc.sql(
                                "update audit_round set next_at = :next, epoch = nextval('dispatch_epoch') where next_at <= :now")
                        .param("next", InstantParameters.of(now.plus(interval)))
                        .param("now", InstantParameters.of(now))
                        .update()
                > 0;
    }

    /** Accounts, as source/account, that a flag has closed to miners. */
    Set<String> closed() {
        return Set.copyOf(jdbc.sql(CLOSED)
                .query((row, number) -> row.getString("source") + "/" + row.getString("account"))
                .list());
    }

    long epoch() {
        return jdbc.sql("select nextval('dispatch_epoch')").query(Long.class).single();
    }
}
