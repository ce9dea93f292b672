package dev.gapless.scheduler.time;

import java.time.Instant;

/**
 * The clock of the scheduler's database. Leases, due times, horizons and ages are all reckoned by it and by no host's
 * wall clock: any number of schedulers agree on it, and a step of a host's clock moves nothing.
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
