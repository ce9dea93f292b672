package dev.gapless.miner.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One budget a credential, kept by all miners together. Nothing here sleeps. */
public interface RateLimiter {

    /**
     * Of several credentials the one whose turn comes first. Of those whose turn it is, the one with most left.
     *
     * @param credentials at least one
     * @param patience how long the caller would wait for its turn
     */
    CallPermit admit(List<RateLimitKey> credentials, RateLimit pace, Duration patience);

    /** The same of a single credential. */
    default CallPermit admit(RateLimitKey key, RateLimit pace, Duration patience) {
        return admit(List.of(key), pace, patience);
    }

    /** The upstream asked for a pause: no caller uses this credential before {@code until}. Pauses only grow. */
    void pause(RateLimitKey key, Instant until);

    /**
     * What the upstream says is left permits no more than one call in so long, whatever its manifest says.
     *
     * @param interval from call to call; a shorter one than the manifest's changes nothing
     * @param holds for so long, or until it is said anew; it denies no call for longer
     */
    void stretch(RateLimitKey key, Duration interval, Duration holds);

    /**
     * The upstream refused a call for its limit and does not tell what is left. Calls become rarer for all, and more
     * frequent again as time goes by ({@link LearnedRate}).
     *
     * @param ago when the refused call was made; one refusal at a time counts
     */
    void refused(RateLimitKey key, RateLimit pace, Duration ago);

    /** The end of the pause that holds now; null when none does. */
    @Nullable
    Instant pausedUntil(RateLimitKey key);
}
