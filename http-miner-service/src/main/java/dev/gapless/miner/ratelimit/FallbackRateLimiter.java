package dev.gapless.miner.ratelimit;

import dev.gapless.miner.ratelimit.CallPermit.Denied;
import dev.gapless.miner.ratelimit.CallPermit.Granted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
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

    /** What others were told is told again after so long. */
    private static final Duration TOLD_AGAIN = Duration.ofSeconds(1);

    private static final int CROWDED = 10_000;

    /** Intervals that differ by less than one part of so many are the same. */
    private static final long ALIKE = 20;

    /**
     * @param interval in ns
     * @param at by the clock that goes on evenly, in ns
     */
    private record ToldInterval(long interval, long at) {

        boolean stillSays(Duration now, Duration holds, long moment) {
            long age = moment - at;
            return age < TOLD_AGAIN.toNanos()
                    && age < holds.toNanos() / 2
                    && Math.abs(now.toNanos() - interval) <= interval / ALIKE;
        }
    }

    private final ConcurrentMap<RateLimitKey, ToldInterval> told = new ConcurrentHashMap<>();
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

    /** Each answer says it anew. What others were told a moment ago is not told again. */
    @Override
    public void stretch(RateLimitKey key, Duration interval, Duration holds) {
        own.stretch(key, interval, holds);
        long now = nanos.getAsLong();
        ToldInterval before = told.get(key);
        if (before != null && before.stillSays(interval, holds, now)) {
            return;
        }
        told.put(key, new ToldInterval(interval.toNanos(), now));
        if (told.size() > CROWDED) {
            told.values().removeIf(each -> now - each.at() > TOLD_AGAIN.toNanos());
        }
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
