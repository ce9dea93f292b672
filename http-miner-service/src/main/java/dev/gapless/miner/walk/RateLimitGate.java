package dev.gapless.miner.walk;

import dev.gapless.common.connector.HttpSpec;
import dev.gapless.common.position.StreamId;
import dev.gapless.miner.fetch.FetchOutcome.Absent;
import dev.gapless.miner.fetch.FetchOutcome.Answered;
import dev.gapless.miner.fetch.FetchOutcome.PermanentFault;
import dev.gapless.miner.fetch.FetchOutcome.Throttled;
import dev.gapless.miner.fetch.FetchOutcome.TooLong;
import dev.gapless.miner.fetch.FetchOutcome.TransientFault;
import dev.gapless.miner.fetch.FetchOutcome.Unauthorised;
import dev.gapless.miner.fetch.FetchOutcome.Withheld;
import dev.gapless.miner.fetch.FetchResult;
import dev.gapless.miner.ratelimit.CallPermit;
import dev.gapless.miner.ratelimit.CallPermit.Denied;
import dev.gapless.miner.ratelimit.CallPermit.Granted;
import dev.gapless.miner.ratelimit.PendingPauses;
import dev.gapless.miner.ratelimit.RateLimit;
import dev.gapless.miner.ratelimit.RateLimitKey;
import dev.gapless.miner.ratelimit.RateLimiter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A slice's turns with its credential: it waits a little for one, and no longer. Used by one thread. */
final class RateLimitGate {

    /** Two readings of one instant differ by this much at most, since they travelled. */
    private static final Duration SAME = Duration.ofMillis(50);

    private final RateLimiter pacing;
    private final PendingPauses untold;
    private final RateLimitKey key;
    private final RateLimit pace;
    private final SliceBudget budget;
    private final ShutdownAwareSleeper waiter;
    private final Clock clock;

    RateLimitGate(
            RateLimiter pacing,
            PendingPauses untold,
            StreamId stream,
            HttpSpec http,
            SliceBudget budget,
            ShutdownAwareSleeper waiter,
            Clock clock) {
        this.pacing = pacing;
        this.untold = untold;
        this.key = new RateLimitKey(stream.source(), stream.account());
        this.pace = new RateLimit(http.requestsPerSecond(), http.burst());
        this.budget = budget;
        this.waiter = waiter;
        this.clock = clock;
    }

    /**
     * Returns when it is this slice's turn, or when the service stops.
     *
     * @param midPage a page is half read and would be lost: then one more interval of the pace is waited, since with a
     *     low rate such a page could otherwise never be finished
     * @return null when the call may be made; else when to try again
     */
    @Nullable
    Instant await(boolean midPage) throws InterruptedException {
        Duration patience = budget.patience(midPage ? pace.interval() : Duration.ZERO);
        CallPermit admission = pacing.admit(key, pace, patience);
        return switch (admission) {
            case Denied(Instant retryAt) -> retryAt;
            case Granted(Instant at) -> waitFor(at);
        };
    }

    private @Nullable Instant waitFor(Instant at) throws InterruptedException {
        Instant now = clock.instant();
        if (!at.isAfter(now)) {
            return null;
        }
        waiter.until(at);
        budget.waited(Duration.between(now, clock.instant()));
        // while we slept, the upstream may have asked another slice to pause, and our clock may have been set
        Instant paused = pacing.pausedUntil(key);
        return paused != null && paused.isAfter(clock.instant().plus(SAME)) ? paused : null;
    }

    void pause(Instant until) {
        pacing.pause(key, until);
    }

    /** When a call is made, for {@link #answered}. */
    long asking() {
        return untold.now();
    }

    /** Obeys what the answer says of limits: at the next {@link #await}, of this slice and of all others. */
    void answered(FetchResult fetched, long asked) {
        if (fetched.pauseUntil() != null) {
            pause(fetched.pauseUntil());
        }
        switch (fetched.outcome()) {
            case Throttled(Instant retryAt) ->
                pause(retryAt != null ? retryAt : clock.instant().plus(untold.refused(key, asked)));
            case Answered answered -> untold.succeeded(key, asked);
            case Absent absent -> untold.succeeded(key, asked);
            case Unauthorised unauthorised -> {}
            case TransientFault fault -> {}
            case TooLong tooLong -> untold.succeeded(key, asked);
            case PermanentFault fault -> {}
            case Withheld withheld -> {}
        }
    }
}
