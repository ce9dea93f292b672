package dev.gapless.scheduler.gaps;

import dev.gapless.scheduler.instants.Columns;
import java.time.Clock;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Deletes gaps that were filled long ago, some at a time, so that no statement holds the table for long. */
final class FilledGapSweep {

    private static final int BATCH = 1_000;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Duration keep;

    FilledGapSweep(JdbcClient jdbc, Clock clock, Duration keep) {
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
                 where id in (select id
                                from gap
                               where state = 'FILLED'
                                 and closed_at < :before
                               order by closed_at
                               limit :limit
                                 for update skip locked)
                """)
                .param("before", Columns.of(clock.instant().minus(keep)))
                .param("limit", BATCH)
                .update();
    }
}
