package dev.gapless.miner.slice;

import dev.gapless.connector.BreakerSpec;
import dev.gapless.connector.HttpSpec;
import dev.gapless.miner.fetch.FetchOutcome;
import dev.gapless.miner.fetch.FetchOutcome.Absent;
import dev.gapless.miner.fetch.FetchOutcome.Answered;
import dev.gapless.miner.fetch.FetchOutcome.PermanentFault;
import dev.gapless.miner.fetch.FetchOutcome.Throttled;
import dev.gapless.miner.fetch.FetchOutcome.TooLong;
import dev.gapless.miner.fetch.FetchOutcome.TransientFault;
import dev.gapless.miner.fetch.FetchOutcome.Unauthorised;
import dev.gapless.miner.fetch.FetchOutcome.Withheld;
import dev.gapless.miner.fetch.FetchResult;
import dev.gapless.miner.fetch.QuotaLeft;
import dev.gapless.miner.fetch.QuotaStatus;
import dev.gapless.miner.ratelimit.CallPermit.Denied;
import dev.gapless.miner.ratelimit.CallPermit.Granted;
import dev.gapless.miner.ratelimit.QuotaRunway;
import dev.gapless.miner.ratelimit.RateLimit;
import dev.gapless.miner.ratelimit.RateLimitKey;
import dev.gapless.miner.ratelimit.RateLimiter;
import dev.gapless.miner.ratelimit.RetryBudget;
import dev.gapless.miner.ratelimit.UpstreamBreakers;
import dev.gapless.miner.ratelimit.UpstreamBreakers.CallVerdict;
import dev.gapless.miner.ratelimit.UpstreamBreakers.OpenBreaker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A slice's turns with its credential: it waits a little for one, and no longer. Used by one thread. */
public final class RateLimitGate {

    /** Two readings of one instant differ by this much at most, since they travelled. */
    private static final Duration SAME = Duration.ofMillis(50);

    /** What an answer says is left holds for so long at most: others are due to say it anew. */
    private static final Duration STRETCHED = Duration.ofSeconds(30);

    private final RateLimiter pacing;
    private final UpstreamBreakers breakers;
    private final RetryBudget retries;
    private final QuotaRunway runway;
    private final SliceCredentials credentials;
    private final RateLimit pace;
    private final BreakerSpec breaker;
    private final SliceBudget budget;
    private final ShutdownAwareSleeper waiter;
    private final Clock clock;

    public RateLimitGate(
            RateLimiter pacing,
            UpstreamBreakers breakers,
            RetryBudget retries,
            QuotaRunway runway,
            SliceCredentials credentials,
            HttpSpec http,
            SliceBudget budget,
            ShutdownAwareSleeper waiter,
            Clock clock) {
        this.pacing = pacing;
        this.breakers = breakers;
        this.retries = retries;
        this.runway = runway;
        this.breaker = http.breaker();
        this.credentials = credentials;
        this.pace = credentials.pace();
        this.budget = budget;
        this.waiter = waiter;
        this.clock = clock;
    }

    /**
     * Returns when it is this slice's turn, or when the service stops.
     *
     * @param midPage a page is half read and would be lost. Then this waits one more interval of the pace, since with a
     *     low rate such a page could otherwise never be finished
     * @return null when the call may be made; else when to try again
     */
    @Nullable
    DeferredCall await(boolean midPage) throws InterruptedException {
        SliceCredentials.Usable usable = credentials.usable();
        DeferredCall later = usable.later();
        List<RateLimitKey> closed = new ArrayList<>();
        for (RateLimitKey key : usable.now()) {
            OpenBreaker open = breakers.open(key);
            if (open == null) {
                closed.add(key);
            } else if (later == null || open.until().isBefore(later.until())) {
                later = new DeferredCall(open.until(), open.reason());
            }
        }
        if (closed.isEmpty()) {
            return later;
        }
        Duration patience = budget.patience(midPage ? pace.interval() : Duration.ZERO);
        return switch (pacing.admit(closed, pace, patience)) {
            case Denied(Instant retryAt) -> new DeferredCall(retryAt, null);
            case Granted(RateLimitKey key, Instant at) -> {
                credentials.choose(key);
                yield waitFor(at);
            }
        };
    }

    private @Nullable DeferredCall waitFor(Instant at) throws InterruptedException {
        Instant now = clock.instant();
        if (!at.isAfter(now)) {
            return null;
        }
        waiter.until(at);
        budget.waited(Duration.between(now, clock.instant()));
        // while we slept, the upstream may have asked another slice to pause, and our clock may have been set
        Instant paused = pacing.pausedUntil(credentials.chosen());
        if (paused == null || !paused.isAfter(clock.instant().plus(SAME))) {
            return null;
        }
        // another credential of the source may have its turn
        return credentials.pooled() ? await(false) : new DeferredCall(paused, null);
    }

    void pause(Instant until) {
        pacing.pause(credentials.chosen(), until);
    }

    /** True when a call that failed may be made again at once; counts as one that is. */
    boolean mayRetry() {
        return breakers.open(credentials.chosen()) == null
                && retries.take(credentials.chosen().source());
    }

    /** A call that repeats none was made. */
    void first() {
        retries.called(credentials.chosen().source());
    }

    /** A call is about to be made: false when it may not. Each one that may ends with {@link #answered}. */
    boolean enter() {
        return breakers.enter(credentials.chosen());
    }

    /** When a call is made, for {@link #answered}. */
    long asking() {
        return breakers.now();
    }

    /**
     * Obeys what the answer says of limits: at the next {@link #await}, of this slice and of all others.
     *
     * @param fetched null when the call was interrupted
     */
    void answered(@Nullable FetchResult fetched, long asked) {
        CallVerdict verdict = fetched == null ? CallVerdict.UNKNOWN : verdict(fetched.outcome());
        RateLimitKey key = credentials.chosen();
        breakers.answered(
                key,
                breaker,
                verdict,
                fetched != null && fetched.outcome() instanceof TransientFault fault ? fault.reason() : null,
                asked);
        if (fetched == null) {
            return;
        }
        if (fetched.pauseUntil() != null) {
            pause(fetched.pauseUntil());
        }
        if (fetched.left() != null) {
            spendEvenly(fetched.left());
        }
        if (fetched.outcome() instanceof Throttled(Instant retryAt)) {
            pause(retryAt != null ? retryAt : clock.instant().plus(breaker.pause()));
            if (!fetched.quotaTold()) {
                pacing.refused(key, pace, Duration.ofNanos(breakers.now() - asked));
            }
            // the breaker is this process's own; the pause holds for all miners
            OpenBreaker open = breakers.open(key);
            if (open != null) {
                pause(open.until());
            }
        }
    }

    private void spendEvenly(QuotaLeft left) {
        RateLimitKey key = credentials.chosen();
        runway.left(key, left.calls());
        if (left.interval().compareTo(pace.interval()) > 0) {
            pacing.stretch(key, left.interval(), left.time().compareTo(STRETCHED) < 0 ? left.time() : STRETCHED);
        }
    }

    /** What the source's status call says of the credential's quota. */
    void told(QuotaStatus status) {
        QuotaLeft left = status.left();
        if (left != null) {
            spendEvenly(left);
        }
        if (status.remaining() == 0 && status.reset().isPositive()) {
            pause(clock.instant().plus(status.pause()));
        }
        if (status.limit() != null) {
            credentials.told(status.remaining(), status.limit(), status.pause());
        }
    }

    private static CallVerdict verdict(FetchOutcome outcome) {
        return switch (outcome) {
            case Throttled throttled -> CallVerdict.LIMITED;
            case TransientFault fault -> CallVerdict.FAILING;
            case Answered answered -> CallVerdict.ANSWERED;
            case Absent absent -> CallVerdict.ANSWERED;
            case TooLong tooLong -> CallVerdict.ANSWERED;
            case Unauthorised unauthorised -> CallVerdict.UNKNOWN;
            case PermanentFault fault -> CallVerdict.UNKNOWN;
            case Withheld withheld -> CallVerdict.UNKNOWN;
        };
    }
}
