package dev.gapless.scheduler.time;

import java.time.Instant;

/**
 * The clock of the scheduler's database. Leases, due times, horizons and ages are all computed by it and by no host's
 * wall clock. Any number of schedulers agree on it, and a step of a host's clock changes nothing.
 */
@FunctionalInterface
public interface DatabaseClock {

    /**
     * The database's present, also within a transaction that began earlier.
     *
     * @throws org.springframework.dao.DataAccessException when the database does not answer
     */
    Instant instant();
}
