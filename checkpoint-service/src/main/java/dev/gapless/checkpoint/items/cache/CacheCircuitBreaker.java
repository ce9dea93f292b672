package dev.gapless.checkpoint.items.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Asks something that one can do without. After a failure or a slow answer it does not ask for five seconds. So a
 * commit pays the timeout once and not each time. Logs this at most once a minute.
 */
public final class CacheCircuitBreaker {

    private static final Logger LOG = LoggerFactory.getLogger(CacheCircuitBreaker.class);
    private static final Duration REST = Duration.ofSeconds(5);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Clock clock;
    private final Counter failures;
    private final AtomicReference<Instant> restUntil = new AtomicReference<>(Instant.MIN);
    private final AtomicReference<Instant> quietUntil = new AtomicReference<>(Instant.MIN);

    public CacheCircuitBreaker(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.failures = meters.counter("gapless.cache.failures");
    }

    /** @return what {@code otherwise} says while it is left alone, when it fails, and when it answers nothing */
    <T> T attempt(Supplier<? extends @Nullable T> question, T otherwise) {
        Instant now = clock.instant();
        if (now.isBefore(restUntil.get())) {
            return otherwise;
        }
        try {
            T answer = question.get();
            return answer == null ? otherwise : answer;
        } catch (DataAccessException e) {
            failures.increment();
            restUntil.set(now.plus(REST));
            Instant quiet = quietUntil.get();
            if (!now.isBefore(quiet) && quietUntil.compareAndSet(quiet, now.plus(QUIET))) {
                LOG.warn("cache-away rest={} cause={}", REST, e.getClass().getSimpleName());
            }
            return otherwise;
        }
    }
}
