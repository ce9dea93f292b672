package dev.gapless.miner.ratelimit;

import java.time.Instant;

/** Whether a call may be made. */
public sealed interface CallPermit {

    /** One call with the credential may be made, not before {@code at}; its place in the budget is taken. */
    record Granted(RateLimitKey credential, Instant at) implements CallPermit {}

    /** No call within the caller's patience, and no place is taken; ask again at {@code retryAt}. */
    record Denied(Instant retryAt) implements CallPermit {}
}
