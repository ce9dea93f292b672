package dev.gapless.checkpoint.coverage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes one row of old windows that stand side by side and are alike in everything but their ends, so that what a
 * stream costs does not grow with its age. A gap is never bridged. A window that nobody has spoken of for an hour will
 * not be spoken of again.
 */
class WindowMerger {

    private static final Logger LOG = LoggerFactory.getLogger(WindowMerger.class);

    private static final String MERGE = """
            with old as (
                delete from coverage_window
                 where (reported_at < now() - interval '10 minutes' and not open)
                    or reported_at < now() - interval '1 hour'
                returning *
            ), together as (
                select source, account, stream, door, evidence, aspects, generation,
                       unnest(range_agg(covered)) as covered, max(epoch) as epoch, max(reported_at) as reported_at
                  from old
                 where not isempty(covered)
                 group by source, account, stream, door, evidence, aspects, generation
            )
            insert into coverage_window (source, account, stream, window_id, door, evidence, aspects, covered,
                                         opened_from, open, epoch, generation, reported_at)
            select source, account, stream,
                   'merged:' || gen_random_uuid(),
                   door, evidence, aspects, covered, lower(covered), false, epoch, generation, reported_at
              from together
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    WindowMerger(JdbcTemplate jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    @Scheduled(fixedDelayString = "PT5M", initialDelayString = "PT5M")
    void merge() {
        Integer rows = transaction.execute(status -> {
            jdbc.query("select pg_advisory_xact_lock(?)", row -> {}, CoverageLedger.FORKS);
            return jdbc.update(MERGE);
        });
        LOG.info("windows-merged rows={}", rows);
    }
}
