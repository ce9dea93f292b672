package dev.gapless.miner.ratelimit;

import dev.gapless.miner.ratelimit.CallPermit.Denied;
import dev.gapless.miner.ratelimit.CallPermit.Granted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * The shared budget, and always this process's own with the same numbers too, which the shared one can only narrow. So
 * losing Redis, or what it held, frees nothing here that was already used. At worst N miners use N times the limit. One
 * miner never exceeds it.
 */
final class FallbackRateLimiter implements RateLimiter {

    private static final Logger LOG = LoggerFactory.getLogger(FallbackRateLimiter.class);
    private static final Duration LOG_EVERY = Duration.ofMinutes(1);

    private final RateLimiter shared;
    private final LocalRateLimiter own;
    private final Duration retry;
    private final Clock clock;
    private final LongSupplier nanos;

    private final long begun;

    /** In ns since {@link #begun}, as the one below. */
    private final AtomicLong awayUntil = new AtomicLong();

    private final AtomicLong quietUntil = new AtomicLong();

    /** @param nanos goes on evenly, whatever happens to {@code clock} */
    FallbackRateLimiter(RateLimiter shared, LocalRateLimiter own, Duration retry, Clock clock, LongSupplier nanos) {
        this.shared = shared;
        this.own = own;
        this.retry = retry;
        this.clock = clock;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    @Override
    public CallPermit admit(RateLimitKey key, RateLimit pace, Duration patience) {
        Instant paused = own.pausedUntil(key);
        if (paused != null && paused.isAfter(clock.instant().plus(patience))) {
            return new Denied(paused);
        }
        CallPermit everybodys = ask(() -> shared.admit(key, pace, patience));
        return switch (everybodys) {
            case null -> own.admit(key, pace, patience);
            case Granted(Instant at) -> later(at, own.admit(key, pace, patience));
            case Denied later -> later;
        };
    }

    private static CallPermit later(Instant shared, CallPermit own) {
        return own instanceof Granted(Instant at) && shared.isAfter(at) ? new Granted(shared) : own;
    }

    @Override
    public void pause(RateLimitKey key, Instant until) {
        own.pause(key, until);
        ask(() -> {
            shared.pause(key, until);
            return true;
        });
    }

    @Override
    public void stretch(RateLimitKey key, Duration interval, Duration holds) {
        own.stretch(key, interval, holds);
        ask(() -> {
            shared.stretch(key, interval, holds);
            return true;
        });
    }

    @Override
    public void refused(RateLimitKey key, RateLimit pace, Duration ago) {
        own.refused(key, pace, ago);
        ask(() -> {
            shared.refused(key, pace, ago);
            return true;
        });
    }

    @Override
    public @Nullable Instant pausedUntil(RateLimitKey key) {
        Instant here = own.pausedUntil(key);
        return here != null ? here : ask(() -> shared.pausedUntil(key));
    }

    /** @return null when Redis is away, or answers so */
    private <T> @Nullable T ask(Supplier<@Nullable T> question) {
        long now = nanos.getAsLong() - begun;
        if (now < awayUntil.get()) {
            return null;
        }
        try {
            return question.get();
        } catch (DataAccessException | IllegalStateException e) {
            awayUntil.set(now + retry.toNanos());
            long quiet = quietUntil.get();
            if (now >= quiet && quietUntil.compareAndSet(quiet, now + LOG_EVERY.toNanos())) {
                LOG.warn(
                        "pacing-not-shared cause={} effect=\"each miner keeps the limits alone\"",
                        e.getClass().getSimpleName());
            }
            return null;
        }
    }
}
