package dev.gapless.miner.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The budget that all miners share while Redis is away. */
interface StandbyLimiter {

    /**
     * What a call came to.
     *
     * @param untilFull until the credential's budget is full again; for others that count the same calls
     * @param pauses those of the credentials that the source wants no calls with, and until when
     */
    record StandbyPermit(CallPermit permit, Duration untilFull, Map<RateLimitKey, Instant> pauses) {}

    /**
     * As {@link RateLimiter#admit}.
     *
     * @param notFullBefore no budget is full before so long, since calls may have been made that are not counted here;
     *     zero or less says nothing
     * @throws StandbyAwayException when there is no answer
     */
    StandbyPermit admit(List<RateLimitKey> credentials, RateLimit pace, Duration patience, Duration notFullBefore);

    /**
     * As {@link RateLimiter#pause}.
     *
     * @throws StandbyAwayException when there is no answer
     */
    void pause(RateLimitKey key, Instant until);

    /** Nothing can be said of the budget. */
    final class StandbyAwayException extends RuntimeException {

        private static final long serialVersionUID = 1;

        StandbyAwayException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
