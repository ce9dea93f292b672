package dev.gapless.scheduler.audits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.scheduler.SchedulerTables;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which accounts no audit reads. */
class AuditLedgerIT {

    private final JdbcClient jdbc = new SchedulerTables().jdbc();
    private final AuditLedger ledger = new AuditLedger(jdbc);

    /** The places of these two are 69 and 59. */
    @Test
    void accounts_that_a_flag_closes_to_miners_are_told() {
        jdbc.sql("insert into source (name, manifest, revision, applied_at) values ('forum', '', '', now())")
                .update();
        jdbc.sql(
                        "insert into account (source, account, created_at) values ('forum', 'ann', now()), ('forum', 'zoë', now())")
                .update();
        assertThat(ledger.closed()).isEmpty();

        jdbc.sql("""
                insert into rollout_flag (source, door, percent, reason, set_at, set_by, version)
                values ('forum', 'HISTORY', 60, 'a trial', now(), 'zoe', 0), ('forum', 'LIVE', 0, 'a trial', now(), 'zoe', 0)
                """).update();

        assertThat(ledger.closed()).containsExactly("forum/ann");
    }
}
