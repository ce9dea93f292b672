package dev.gapless.scheduler.audits;

import dev.gapless.scheduler.time.InstantParameters;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whose turn it is, and under which epoch. */
final class AuditLedger {

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

    long epoch() {
        return jdbc.sql("select nextval('dispatch_epoch')").query(Long.class).single();
    }
}
