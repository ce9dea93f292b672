package dev.gapless.miner.ratelimit;

import dev.gapless.miner.ratelimit.CallPermit.Denied;
import dev.gapless.miner.ratelimit.CallPermit.Granted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Counts as the scheduler does, of single credentials. */
final class FakeStandby implements StandbyLimiter {

    boolean away;
    int questions;
    private final Map<RateLimitKey, Long> fullAt = new HashMap<>();
    private final Map<RateLimitKey, Instant> paused = new HashMap<>();
    private final Clock clock;
    private final LongSupplier nanos;

    FakeStandby(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
    }

    @Override
    public StandbyPermit admit(
            List<RateLimitKey> credentials, RateLimit pace, Duration patience, Duration notFullBefore) {
        reached();
        RateLimitKey key = credentials.getFirst();
        long now = nanos.getAsLong() / 1_000;
        long full = Math.max(Math.max(now, fullAt.getOrDefault(key, 0L)), now + notFullBefore.toNanos() / 1_000)
                + pace.intervalMicros();
        long wait = Math.max(0, full - pace.burst() * pace.intervalMicros() - now);
        Instant turn = clock.instant().plus(wait, ChronoUnit.MICROS);
        Instant until = paused.get(key);
        Map<RateLimitKey, Instant> pauses =
                until != null && until.isAfter(clock.instant()) ? Map.of(key, until) : Map.of();
        if (until != null && until.isAfter(turn)) {
            turn = until;
        }
        if (turn.isAfter(clock.instant().plus(patience))) {
            return new StandbyPermit(new Denied(turn), Duration.ZERO, pauses);
        }
        fullAt.put(key, full);
        return new StandbyPermit(new Granted(key, turn), Duration.of(full - now, ChronoUnit.MICROS), pauses);
    }

    @Override
    public void pause(RateLimitKey key, Instant until) {
        reached();
        paused.put(key, until);
    }

    private void reached() {
        questions++;
        if (away) {
            throw new StandbyAwayException("away", new IllegalStateException());
        }
    }
}
