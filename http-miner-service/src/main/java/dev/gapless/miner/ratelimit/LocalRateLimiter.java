package dev.gapless.miner.ratelimit;

import dev.gapless.miner.ratelimit.CallPermit.Denied;
import dev.gapless.miner.ratelimit.CallPermit.Granted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The budget as this process alone sees it, by the generic cell rate algorithm. Its whole state is the moment at which
 * the budget would be full again ("theoretical arrival time"). Moments are µs of a monotonic clock, so that a step of
 * the wall clock neither holds a caller nor lets one go. Only what is asked and answered is an instant.
 */
public final class LocalRateLimiter implements RateLimiter {

    private static final int CROWDED = 10_000;

    private record State(long fullAt, long pausedUntil) {}

    private static final State FRESH = new State(0, 0);

    private final ConcurrentMap<RateLimitKey, State> states = new ConcurrentHashMap<>();
    private final Clock clock;
    private final LongSupplier nanos;
    private final long begun;

    public LocalRateLimiter(Clock clock) {
        this(clock, System::nanoTime);
    }

    /** @param nanos goes on evenly, whatever happens to {@code clock} */
    public LocalRateLimiter(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    @Override
    public CallPermit admit(RateLimitKey key, RateLimit pace, Duration patience) {
        long now = now();
        long latest = now + patience.toNanos() / 1_000;
        long[] turn = new long[1];
        states.compute(key, (same, before) -> {
            State state = before == null ? FRESH : before;
            long fullAt = Math.max(now, state.fullAt) + pace.intervalMicros();
            turn[0] = Math.max(Math.max(now, state.pausedUntil), fullAt - pace.burst() * pace.intervalMicros());
            return turn[0] > latest ? state : new State(fullAt, state.pausedUntil);
        });
        forgetIdle(now);
        Instant at = instant(turn[0], now);
        return turn[0] > latest ? new Denied(at) : new Granted(at);
    }

    @Override
    public void pause(RateLimitKey key, Instant until) {
        long end = now() + ChronoUnit.MICROS.between(clock.instant(), until);
        states.merge(
                key,
                new State(0, end),
                (before, added) -> new State(before.fullAt, Math.max(before.pausedUntil, added.pausedUntil)));
    }

    @Override
    public @Nullable Instant pausedUntil(RateLimitKey key) {
        long now = now();
        State state = states.getOrDefault(key, FRESH);
        return state.pausedUntil > now ? instant(state.pausedUntil, now) : null;
    }

    private void forgetIdle(long now) {
        if (states.size() > CROWDED) {
            states.values().removeIf(state -> state.fullAt < now && state.pausedUntil < now);
        }
    }

    /** In µs since this budget began; never negative. */
    private long now() {
        return (nanos.getAsLong() - begun) / 1_000;
    }

    private Instant instant(long moment, long now) {
        return clock.instant().plus(moment - now, ChronoUnit.MICROS);
    }
}
