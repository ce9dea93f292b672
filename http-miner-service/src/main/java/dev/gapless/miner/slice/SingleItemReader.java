package dev.gapless.miner.slice;

import dev.gapless.connector.HttpCall;
import dev.gapless.miner.fetch.FetchOutcome.Absent;
import dev.gapless.miner.fetch.FetchOutcome.Answered;
import dev.gapless.miner.fetch.FetchOutcome.PermanentFault;
import dev.gapless.miner.fetch.FetchOutcome.Throttled;
import dev.gapless.miner.fetch.FetchOutcome.TooLong;
import dev.gapless.miner.fetch.FetchOutcome.TransientFault;
import dev.gapless.miner.fetch.FetchOutcome.Unauthorised;
import dev.gapless.miner.fetch.FetchOutcome.Withheld;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Reads single items, under the same limits as pages. Used by one thread. */
public final class SingleItemReader {

    /** What one read came to. */
    public sealed interface Reading {

        /** The item, as a listing shows it. */
        @SuppressWarnings("ArrayRecordComponent")
        record Found(byte[] body) implements Reading {}

        /** The source has no such item (any more). */
        record Gone() implements Reading {}

        /** Not to be had in this slice; where to go on is yet to be added to its end. */
        record Unread(SliceResult end) implements Reading {}
    }

    private final AuthenticatedFetcher calls;
    private final RateLimitGate turns;
    private final SliceBudget budget;
    private final RetryCounter retries;
    private final ShutdownAwareSleeper waiter;
    private final Clock clock;

    /** Items read in this slice: it gets on by one at least, however long its page took. */
    private int read;

    public SingleItemReader(
            AuthenticatedFetcher calls,
            RateLimitGate turns,
            SliceBudget budget,
            RetryCounter retries,
            ShutdownAwareSleeper waiter,
            Clock clock) {
        this.calls = calls;
        this.turns = turns;
        this.budget = budget;
        this.retries = retries;
        this.waiter = waiter;
        this.clock = clock;
    }

    public Reading read(HttpCall call) throws InterruptedException {
        Reading reading = null;
        while (reading == null) {
            reading = attempt(call);
        }
        if (!(reading instanceof Reading.Unread)) {
            read++;
            retries.success();
        }
        return reading;
    }

    /** @return null to try again */
    private @Nullable Reading attempt(HttpCall call) throws InterruptedException {
        if (waiter.stopping() || (read > 0 && budget.used())) {
            return new Reading.Unread(SliceResult.advanced(null));
        }
        if (budget.left().isZero()) {
            return new Reading.Unread(SliceResult.failed(null, "no item read within the slice's hard limit"));
        }
        DeferredCall later = turns.await(read == 0);
        if (later != null) {
            return new Reading.Unread(SliceResult.limited(null, later));
        }
        if (waiter.stopping()) {
            return new Reading.Unread(SliceResult.advanced(null));
        }
        if (!retries.failing()) {
            turns.first();
        }
        return switch (calls.make(call)) {
            case Answered answered -> new Reading.Found(answered.body());
            case Absent absent -> new Reading.Gone();
            case Throttled throttled -> null;
            case Unauthorised(int status) ->
                calls.refresh(status)
                        ? null
                        : new Reading.Unread(
                                SliceResult.refused("the credential is refused with status %d".formatted(status)));
            case TransientFault fault ->
                turns.mayRetry() && retries.again()
                        ? null
                        : new Reading.Unread(SliceResult.failed(null, fault.reason()));
            case TooLong tooLong -> new Reading.Unread(SliceResult.refused(tooLong.reason()));
            case PermanentFault(String reason) -> new Reading.Unread(SliceResult.refused(reason));
            case Withheld withheld -> new Reading.Unread(SliceResult.withheld(null, clock.instant()));
        };
    }
}
