package dev.gapless.miner.ratelimit;

import dev.gapless.connector.BreakerSpec;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Circuit breakers for each credential at its source's host: one counts refusals for the source's limit, one counts
 * failures. So many in a row open it, and no call is made for a while. Then one call tries, and closes it or opens it
 * anew. What an answer means is told by its status class alone. Calls that were made before the last failure was known
 * belong to it, so that many at once count as one. A breaker exists only while its credential fails, and not longer
 * than two hours after its last failure: the credential may have been removed. Safe for many threads.
 */
public final class UpstreamBreakers {

    private static final Logger LOG = LoggerFactory.getLogger(UpstreamBreakers.class);

    /** Longer than any breaker stays open. */
    private static final Duration FORGOTTEN = Duration.ofHours(2);

    private static final Duration SWEEP = Duration.ofMinutes(1);

    /** The library lets a call through strictly later than the time that it was told. */
    private static final Duration LAG = Duration.ofMillis(1);

    /** How soon to ask again while another call tries. */
    private static final Duration TRYING = Duration.ofSeconds(1);

    /** Those that have a breaker. */
    private static final List<CallVerdict> COUNTED = List.of(CallVerdict.LIMITED, CallVerdict.FAILING);

    /** What a call's answer says of the source. */
    public enum CallVerdict {
        /** The source is well and grants the call. */
        ANSWERED,

        /** It refuses the call for its limit. */
        LIMITED,

        /** It failed: class 5xx, no answer in time, or no connection. */
        FAILING,

        /** Nothing can be said. */
        UNKNOWN
    }

    /**
     * No call may be made.
     *
     * @param until by the wall clock
     * @param reason in words, for operators
     */
    public record OpenBreaker(Instant until, String reason) {}

    private record BreakerKey(RateLimitKey credential, CallVerdict counted) {}

    /** All but the key is guarded by the object itself. */
    private final class CountedFailures {
        private final CircuitBreaker breaker;
        private final int most;
        private @Nullable Long lastFailure;
        private @Nullable String lastCause;
        private long openUntil;
        private boolean trying;

        CountedFailures(BreakerKey key, BreakerSpec spec) {
            Duration open = key.counted == CallVerdict.LIMITED ? spec.openLimited() : spec.openFailing();
            this.most = spec.failures();
            this.breaker = CircuitBreaker.of(
                    key.toString(),
                    CircuitBreakerConfig.custom()
                            .slidingWindow(most, most, SlidingWindowType.COUNT_BASED)
                            .failureRateThreshold(100)
                            .waitDurationInOpenState(open)
                            .permittedNumberOfCallsInHalfOpenState(1)
                            .recordResult(Boolean.FALSE::equals)
                            .clock(new EvenClock())
                            .build());
            breaker.getEventPublisher()
                    .onStateTransition(
                            change -> changed(key, change.getStateTransition().getToState(), open));
        }

        private void changed(BreakerKey key, State state, Duration open) {
            openUntil = nanos.getAsLong() + open.plus(LAG).toNanos();
            String counted = key.counted.name().toLowerCase(Locale.ROOT);
            String source = key.credential.source();
            meters.counter(
                            "gapless.upstream.breaker.changes",
                            "source",
                            source,
                            "counted",
                            counted,
                            "state",
                            state.name().toLowerCase(Locale.ROOT))
                    .increment();
            switch (state) {
                case OPEN ->
                    LOG.warn(
                            "breaker-open source={} account={} counted={} failures={} seconds={}",
                            source,
                            key.credential.account(),
                            counted,
                            most,
                            open.toSeconds());
                case CLOSED ->
                    LOG.info(
                            "breaker-closed source={} account={} counted={}",
                            source,
                            key.credential.account(),
                            counted);
                default -> LOG.debug("breaker-tries source={} account={}", source, key.credential.account());
            }
        }

        /** False when the call must not be made. */
        synchronized boolean enter() {
            boolean permitted = breaker.tryAcquirePermission();
            trying |= permitted && breaker.getState() == State.HALF_OPEN;
            return permitted;
        }

        /** The call was not made, or says nothing. */
        synchronized void leave() {
            breaker.releasePermission();
            trying = false;
        }

        synchronized void failed(@Nullable String cause, long asked) {
            if (before(asked)) {
                leave();
                return;
            }
            lastFailure = nanos.getAsLong();
            lastCause = cause;
            trying = false;
            breaker.onResult(0, TimeUnit.NANOSECONDS, false);
        }

        /** @return true when nothing is left to count */
        synchronized boolean succeeded(long asked) {
            if (before(asked)) {
                leave();
                return false;
            }
            trying = false;
            breaker.onResult(0, TimeUnit.NANOSECONDS, true);
            return breaker.getState() == State.CLOSED;
        }

        private boolean before(long asked) {
            return lastFailure != null && asked - lastFailure <= 0;
        }

        synchronized @Nullable Duration left() {
            return switch (breaker.getState()) {
                case OPEN -> {
                    long left = openUntil - nanos.getAsLong();
                    yield left > 0 ? Duration.ofNanos(left) : null;
                }
                case HALF_OPEN -> trying ? TRYING : null;
                default -> null;
            };
        }

        synchronized String reason(CallVerdict counted) {
            return counted == CallVerdict.LIMITED
                    ? "circuit open after %d refusals for the source's limit".formatted(most)
                    : "circuit open after %d failures: %s".formatted(most, lastCause);
        }

        /** True when no call failed for so long that none may be made any more. */
        synchronized boolean old(long now) {
            return lastFailure != null && now - lastFailure > FORGOTTEN.toNanos();
        }

        synchronized boolean isOpen() {
            return breaker.getState() != State.CLOSED;
        }
    }

    /** Goes on evenly, whatever happens to the wall clock; its zero means nothing. */
    private final class EvenClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(nanos.getAsLong());
        }
    }

    private final ConcurrentMap<BreakerKey, CountedFailures> failing = new ConcurrentHashMap<>();
    private final Set<String> sources = ConcurrentHashMap.newKeySet();

    /** The last look at all of them. */
    private final AtomicLong sweptAt;

    private final Clock clock;
    private final LongSupplier nanos;
    private final MeterRegistry meters;

    /** @param nanos goes on evenly, as {@link System#nanoTime()} does */
    public UpstreamBreakers(Clock clock, LongSupplier nanos, MeterRegistry meters) {
        this.clock = clock;
        this.nanos = nanos;
        this.meters = meters;
        this.sweptAt = new AtomicLong(nanos.getAsLong());
    }

    /** The present, for {@link #answered}: when a call is made. */
    public long now() {
        return nanos.getAsLong();
    }

    /** Why no call may be made now; null when one may be tried. */
    public @Nullable OpenBreaker open(RateLimitKey credential) {
        for (CallVerdict counted : COUNTED) {
            CountedFailures failures = failing.get(new BreakerKey(credential, counted));
            Duration left = failures == null ? null : failures.left();
            if (failures != null && left != null) {
                return new OpenBreaker(clock.instant().plus(left), failures.reason(counted));
            }
        }
        return null;
    }

    /** A call is about to be made; each one that may is followed by {@link #answered}. False when it may not. */
    public boolean enter(RateLimitKey credential) {
        CountedFailures limited = failing.get(new BreakerKey(credential, CallVerdict.LIMITED));
        if (limited != null && !limited.enter()) {
            return false;
        }
        CountedFailures failed = failing.get(new BreakerKey(credential, CallVerdict.FAILING));
        boolean permitted = failed == null || failed.enter();
        if (!permitted && limited != null) {
            limited.leave();
        }
        return permitted;
    }

    /**
     * @param cause of a failure, in words for operators; null for other verdicts
     * @param asked {@link #now()} when the call was made
     */
    public void answered(
            RateLimitKey credential, BreakerSpec spec, CallVerdict verdict, @Nullable String cause, long asked) {
        for (CallVerdict counted : COUNTED) {
            BreakerKey key = new BreakerKey(credential, counted);
            if (verdict == counted) {
                watch(credential.source());
                forgetOld();
                failing.computeIfAbsent(key, absent -> new CountedFailures(absent, spec))
                        .failed(cause, asked);
            } else {
                other(key, verdict, asked);
            }
        }
    }

    private void other(BreakerKey key, CallVerdict verdict, long asked) {
        CountedFailures failures = failing.get(key);
        if (failures == null) {
            return;
        }
        // a refusal shows that the source is well; a failure shows nothing of its limit
        boolean well = verdict == CallVerdict.ANSWERED
                || (verdict == CallVerdict.LIMITED && key.counted == CallVerdict.FAILING);
        if (!well) {
            failures.leave();
        } else if (failures.succeeded(asked)) {
            failing.remove(key, failures);
        }
    }

    private void watch(String source) {
        if (sources.add(source)) {
            for (CallVerdict counted : COUNTED) {
                Gauge.builder("gapless.upstream.breakers.open", this, all -> all.openOf(source, counted))
                        .tag("source", source)
                        .tag("counted", counted.name().toLowerCase(Locale.ROOT))
                        .register(meters);
            }
        }
    }

    /** How many there are. */
    int size() {
        return failing.size();
    }

    /** Looks at all of them once a minute, when one fails or the gauges are read. */
    private void forgetOld() {
        long now = nanos.getAsLong();
        long swept = sweptAt.get();
        if (now - swept > SWEEP.toNanos() && sweptAt.compareAndSet(swept, now)) {
            failing.values().removeIf(failures -> failures.old(now));
        }
    }

    private long openOf(String source, CallVerdict counted) {
        forgetOld();
        return failing.entrySet().stream()
                .filter(entry -> entry.getKey().counted == counted
                        && entry.getKey().credential.source().equals(source))
                .filter(entry -> entry.getValue().isOpen())
                .count();
    }
}
