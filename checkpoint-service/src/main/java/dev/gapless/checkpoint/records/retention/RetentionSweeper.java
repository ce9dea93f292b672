package dev.gapless.checkpoint.records.retention;

import dev.gapless.common.retry.RetrySleeper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Carries the policies out: a table from its first page to its last, some pages a transaction. So no transaction is
 * long, no index is needed, and dead rows come page by page, as vacuum needs them. A row that is locked is left for the
 * next round. Of several processes one sweeps at a time.
 */
final class RetentionSweeper {

    private static final Logger LOG = LoggerFactory.getLogger(RetentionSweeper.class);
    private static final long PAGE_BYTES = 8_192;

    /** Rows of tables that are not partitioned, or of each of their partitions. */
    private static final String LEAVES = """
            select c.oid::regclass::text
              from pg_class c
             where c.oid = ?::regclass
               and c.relkind = 'r'
             union all
            select t.relid::regclass::text
              from pg_partition_tree(?::regclass) t
             where t.isleaf
            """;

    private static final String ROWS = """
             where r.ctid = any (array (select r.ctid
                                          from {table} r
                                         where r.ctid >= ?::tid
                                           and r.ctid < ?::tid
                                           and ({expired})
                                           for update skip locked))
            """;

    private static final String MINE = "select pg_try_advisory_xact_lock(hashtext('gapless retention'))";

    private final JdbcTemplate jdbc;
    private final TransactionOperations transaction;
    private final Clock clock;
    private final MeterRegistry meters;
    private final List<RetentionPolicy> policies;
    private final int pages;
    private final Duration pause;
    private final RetrySleeper sleeper;

    /** @param pause lets others go first, after each transaction that found something */
    RetentionSweeper(
            JdbcTemplate jdbc,
            TransactionOperations transaction,
            Clock clock,
            MeterRegistry meters,
            List<RetentionPolicy> policies,
            int pages,
            Duration pause,
            RetrySleeper sleeper) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
        this.meters = meters;
        this.policies = List.copyOf(policies);
        this.pages = pages;
        this.pause = pause;
        this.sleeper = sleeper;
        // each policy counts from zero, so that its first rows are an increase
        this.policies.forEach(this::rows);
    }

    private Counter rows(RetentionPolicy policy) {
        return meters.counter("gapless.retention.rows", "policy", policy.name());
    }

    void sweep() {
        try {
            for (RetentionPolicy policy : policies) {
                Duration keepFor = policy.keepFor();
                if (keepFor != null) {
                    carryOut(policy, clock.instant().minus(keepFor));
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("retention-interrupted");
            Thread.currentThread().interrupt();
        }
    }

    private void carryOut(RetentionPolicy policy, Instant cutoff) throws InterruptedException {
        long rows = 0;
        for (String leaf : jdbc.query(LEAVES, (row, number) -> row.getString(1), policy.table(), policy.table())) {
            Long size = jdbc.queryForObject("select pg_relation_size(?::regclass)", Long.class, leaf);
            long end = size == null ? 0 : size / PAGE_BYTES;
            for (long page = 0; page < end; page += pages) {
                int some = some(policy, leaf, page, cutoff);
                rows += some;
                if (some > 0) {
                    sleeper.pause(pause);
                }
            }
        }
        if (rows > 0) {
            rows(policy).increment((double) rows);
            LOG.info("retention-carried-out policy={} rows={} before={}", policy.name(), rows, cutoff);
        }
    }

    private int some(RetentionPolicy policy, String leaf, long page, Instant cutoff) {
        String statement = (policy.act() + ROWS.replace("{expired}", policy.expired()))
                .replace("{table}", leaf)
                .replace("{cutoff}", "?");
        Integer rows = transaction.execute(status -> Boolean.TRUE.equals(jdbc.queryForObject(MINE, Boolean.class))
                ? jdbc.update(
                        statement, "(%d,0)".formatted(page), "(%d,0)".formatted(page + pages), Timestamp.from(cutoff))
                : 0);
        return rows == null ? 0 : rows;
    }
}
