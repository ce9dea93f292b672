package dev.gapless.checkpoint.items.cache;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
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
 * Calls a store that one can do without. After a failure or a slow answer no call is made for five seconds. Then one
 * call tries. So a commit pays the timeout once and not each time. Logs this at most once a minute.
 */
public final class CacheCircuitBreaker {

    private static final Logger LOG = LoggerFactory.getLogger(CacheCircuitBreaker.class);
    private static final Duration REST = Duration.ofSeconds(5);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Clock clock;
    private final Counter failures;
    private final CircuitBreaker breaker;
    private final AtomicReference<Instant> quietUntil = new AtomicReference<>(Instant.MIN);

    public CacheCircuitBreaker(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.failures = meters.counter("gapless.cache.failures");
        this.breaker = CircuitBreaker.of(
                "duplicate-cache",
                CircuitBreakerConfig.custom()
                        .slidingWindow(1, 1, SlidingWindowType.COUNT_BASED)
                        .waitDurationInOpenState(REST)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .recordException(DataAccessException.class::isInstance)
                        .writableStackTraceEnabled(false)
                        .clock(clock)
                        .build());
    }

    /** @return what {@code otherwise} says while no call is made, when the call fails, and when it answers nothing */
    <T> T attempt(Supplier<? extends @Nullable T> question, T otherwise) {
        try {
            @Nullable T answer = breaker.executeSupplier(question::get);
            return answer == null ? otherwise : answer;
        } catch (CallNotPermittedException e) {
            return otherwise;
        } catch (Error e) {
            // the breaker counts exceptions alone, and would wait for the end of this call for ever
            breaker.releasePermission();
            throw e;
        } catch (DataAccessException e) {
            failures.increment();
            Instant now = clock.instant();
            Instant quiet = quietUntil.get();
            if (!now.isBefore(quiet) && quietUntil.compareAndSet(quiet, now.plus(QUIET))) {
                LOG.warn("cache-away rest={} cause={}", REST, e.getClass().getSimpleName());
            }
            return otherwise;
        }
    }
}
