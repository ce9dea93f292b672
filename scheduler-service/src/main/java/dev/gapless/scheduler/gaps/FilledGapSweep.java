package dev.gapless.scheduler.gaps;

import dev.gapless.scheduler.time.DatabaseClock;
import dev.gapless.scheduler.time.InstantParameters;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Deletes gaps that were filled long ago, some at a time, so that no statement holds the table for long. A stream's
 * last reconciliation stays, since it tells when the next is due.
 */
final class FilledGapSweep {

    private static final int BATCH = 1_000;

    private final JdbcClient jdbc;
    private final DatabaseClock clock;
    private final Duration keep;

    FilledGapSweep(JdbcClient jdbc, DatabaseClock clock, Duration keep) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.keep = keep;
    }

    void sweep() {
        int deleted;
        do {
            deleted = deleteBatch();
        } while (deleted == BATCH);
    }

    private int deleteBatch() {
        return jdbc.sql("""
                delete from gap
                 where id in (select g.id
                                from gap g
                               where g.state = 'FILLED'
                                 and g.closed_at < :before
                                 and (g.mode <> 'RECONCILE'
                                      or exists (select 1
                                                   from gap later
                                                  where later.source = g.source
                                                    and later.account = g.account
                                                    and later.stream = g.stream
                                                    and later.mode = 'RECONCILE'
                                                    and later.state = 'FILLED'
                                                    and (later.closed_at, later.id) > (g.closed_at, g.id)))
                               order by g.closed_at
                               limit :limit
                                 for update of g skip locked)
                """)
                .param("before", InstantParameters.of(clock.instant().minus(keep)))
                .param("limit", BATCH)
                .update();
    }
}
