package dev.gapless.miner.ratelimit;

import dev.gapless.miner.ratelimit.CallPermit.Denied;
import dev.gapless.miner.ratelimit.CallPermit.Granted;
import dev.gapless.miner.ratelimit.StandbyLimiter.StandbyAwayException;
import dev.gapless.miner.ratelimit.StandbyLimiter.StandbyPermit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * The budget that all miners share in Redis. While Redis is away, the scheduler counts calls in its database
 * ({@link StandbyLimiter}). Always this process's own budget holds too, with the same numbers, which the shared one can
 * only narrow.
 *
 * <ul>
 *   <li>The scheduler knows nothing of calls that Redis has counted. It takes each budget for used up as far as Redis
 *       can have let it be, at the moment of the loss.
 *   <li>When Redis answers again, both are asked for some seconds, until no miner asks the scheduler alone. What the
 *       scheduler counted is told to Redis, and until when sources asked to pause.
 *   <li>With neither of them no call is made.
 * </ul>
 */
final class FallbackRateLimiter implements RateLimiter {

    private static final Logger LOG = LoggerFactory.getLogger(FallbackRateLimiter.class);
    private static final Duration LOG_EVERY = Duration.ofMinutes(1);

    /** What others were told is told again after so long. */
    private static final Duration TOLD_AGAIN = Duration.ofSeconds(1);

    private static final int CROWDED = 10_000;

    private static final long NEVER = -1;

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

    /** For so long after a failure of Redis both are asked: another miner may notice its return later. */
    private static final Duration BOTH = Duration.ofSeconds(5);

    private final ConcurrentMap<RateLimitKey, ToldInterval> told = new ConcurrentHashMap<>();
    private final SharedLimiter shared;
    private final StandbyLimiter standby;
    private final LocalRateLimiter own;
    private final Duration retry;
    private final Clock clock;
    private final LongSupplier nanos;

    private final long begun;

    /** In ns since {@link #begun}, as those below. */
    private final AtomicLong awayUntil = new AtomicLong();

    private final AtomicLong quietUntil = new AtomicLong();

    /** Since when Redis is away; until a failure, and while it answers, {@link #NEVER}. */
    private final AtomicLong awaySince = new AtomicLong(NEVER);

    private final AtomicLong bothUntil = new AtomicLong();

    /** The longest patience of a call, in ns: a turn that Redis gave is no later than this after the loss. */
    private final AtomicLong longestPatience = new AtomicLong();

    /** @param nanos goes on evenly, whatever happens to {@code clock} */
    FallbackRateLimiter(
            SharedLimiter shared,
            StandbyLimiter standby,
            LocalRateLimiter own,
            Duration retry,
            Clock clock,
            LongSupplier nanos) {
        this.shared = shared;
        this.standby = standby;
        this.own = own;
        this.retry = retry;
        this.clock = clock;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    @Override
    public CallPermit admit(List<RateLimitKey> credentials, RateLimit pace, Duration patience) {
        longestPatience.accumulateAndGet(patience.toNanos(), Math::max);
        Instant latest = clock.instant().plus(patience);
        Denied paused = null;
        List<RateLimitKey> free = new ArrayList<>();
        for (RateLimitKey key : credentials) {
            Instant until = own.pausedUntil(key);
            if (until == null || !until.isAfter(latest)) {
                free.add(key);
            } else if (paused == null || until.isBefore(paused.retryAt())) {
                paused = new Denied(until);
            }
        }
        if (free.isEmpty()) {
            return Objects.requireNonNull(paused, "no credential");
        }
        return switch (everybodys(free, pace, patience)) {
            case Granted(RateLimitKey key, Instant at) -> later(at, own.admit(key, pace, patience));
            case Denied later -> later;
        };
    }

    private CallPermit everybodys(List<RateLimitKey> credentials, RateLimit pace, Duration patience) {
        if (nanos.getAsLong() - begun >= bothUntil.get()) {
            CallPermit permit = ask(() -> shared.admit(credentials, pace, patience));
            return permit == null ? counted(credentials, pace, patience).permit() : permit;
        }
        StandbyPermit permit = counted(credentials, pace, patience);
        permit.pauses()
                .forEach((key, until) -> ask(() -> {
                    shared.pause(key, until);
                    return true;
                }));
        if (!(permit.permit() instanceof Granted(RateLimitKey key, Instant at))) {
            return permit.permit();
        }
        CallPermit both = ask(() -> {
            shared.raise(key, permit.untilFull());
            return shared.admit(key, pace, patience);
        });
        return both == null ? permit.permit() : later(at, both);
    }

    /** By the scheduler. Where it does not answer either, no call is made: nothing tells what others do. */
    private StandbyPermit counted(List<RateLimitKey> credentials, RateLimit pace, Duration patience) {
        try {
            return standby.admit(credentials, pace, patience, notFullBefore(pace));
        } catch (StandbyAwayException e) {
            if (loud()) {
                LOG.warn(
                        "limits-unknown cause={} effect=\"no call is made until Redis or the scheduler answers\"",
                        e.getClass().getSimpleName());
            }
            return new StandbyPermit(new Denied(clock.instant().plus(retry)), Duration.ZERO, Map.of());
        }
    }

    /** What Redis had let be used up when it went away, at most. */
    private Duration notFullBefore(RateLimit pace) {
        long since = awaySince.get();
        if (since == NEVER) {
            return Duration.ZERO;
        }
        return pace.interval()
                .multipliedBy(pace.burst())
                .plusNanos(longestPatience.get() - (nanos.getAsLong() - begun - since));
    }

    private static CallPermit later(Instant shared, CallPermit own) {
        return own instanceof Granted(RateLimitKey key, Instant at) && shared.isAfter(at)
                ? new Granted(key, shared)
                : own;
    }

    /** Tells both, since other miners may ask either of them until the pause is over. */
    @Override
    public void pause(RateLimitKey key, Instant until) {
        own.pause(key, until);
        Boolean heard = ask(() -> {
            shared.pause(key, until);
            return true;
        });
        try {
            standby.pause(key, until);
        } catch (StandbyAwayException e) {
            if (heard == null) {
                LOG.warn("pause-not-shared cause={}", e.getClass().getSimpleName());
            } else {
                LOG.debug("pause-not-told-to-scheduler", e);
            }
        }
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
            T answer = question.get();
            if (now >= bothUntil.get()) {
                awaySince.set(NEVER);
            }
            return answer;
        } catch (DataAccessException | IllegalStateException e) {
            awaySince.compareAndSet(NEVER, now);
            awayUntil.set(now + retry.toNanos());
            bothUntil.set(now + retry.plus(BOTH).toNanos());
            if (loud()) {
                LOG.warn(
                        "pacing-not-shared cause={} effect=\"the scheduler counts calls\"",
                        e.getClass().getSimpleName());
            }
            return null;
        }
    }

    private boolean loud() {
        long now = nanos.getAsLong() - begun;
        long quiet = quietUntil.get();
        return now >= quiet && quietUntil.compareAndSet(quiet, now + LOG_EVERY.toNanos());
    }
}
