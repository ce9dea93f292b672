package dev.gapless.scheduler.time;

import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asks PostgreSQL each time. */
final class PostgresClock implements DatabaseClock {

    private final JdbcClient jdbc;

    PostgresClock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Instant instant() {
        return jdbc.sql("select clock_timestamp() as now")
                .query((row, number) -> InstantParameters.instant(row, "now"))
                .single();
    }
}
