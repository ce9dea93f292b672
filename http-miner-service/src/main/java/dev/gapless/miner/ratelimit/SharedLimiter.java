package dev.gapless.miner.ratelimit;

import java.time.Duration;

/** The budget that all miners share while Redis answers. */
interface SharedLimiter extends RateLimiter {

    /** Calls were counted elsewhere while Redis was away: the budget is not full before so long. */
    void raise(RateLimitKey key, Duration untilFull);
}
