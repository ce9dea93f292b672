package dev.gapless.simulation.actors;

import dev.gapless.miner.ratelimit.CallPermit;
import dev.gapless.miner.ratelimit.RateLimit;
import dev.gapless.miner.ratelimit.RateLimitKey;
import dev.gapless.miner.ratelimit.RateLimiter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The budget that all miners share: it has a clock of its own, and only durations travel. */
final class SharedRateLimiter implements RateLimiter {

    private final RateLimiter shared;
    private final Clock theirs;
    private final Clock ours;

    SharedRateLimiter(RateLimiter shared, Clock theirs, Clock ours) {
        this.shared = shared;
        this.theirs = theirs;
        this.ours = ours;
    }

    @Override
    public CallPermit admit(List<RateLimitKey> credentials, RateLimit pace, Duration patience) {
        return switch (shared.admit(credentials, pace, patience)) {
            case CallPermit.Granted(RateLimitKey key, Instant at) -> new CallPermit.Granted(key, here(at));
            case CallPermit.Denied(Instant retryAt) -> new CallPermit.Denied(here(retryAt));
        };
    }

    @Override
    public void pause(RateLimitKey key, Instant until) {
        shared.pause(key, theirs.instant().plus(Duration.between(ours.instant(), until)));
    }

    @Override
    public void stretch(RateLimitKey key, Duration interval, Duration holds) {
        shared.stretch(key, interval, holds);
    }

    @Override
    public void refused(RateLimitKey key, RateLimit pace, Duration ago) {
        shared.refused(key, pace, ago);
    }

    @Override
    public @Nullable Instant pausedUntil(RateLimitKey key) {
        Instant until = shared.pausedUntil(key);
        return until == null ? null : here(until);
    }

    private Instant here(Instant instant) {
        return ours.instant().plus(Duration.between(theirs.instant(), instant));
    }
}
