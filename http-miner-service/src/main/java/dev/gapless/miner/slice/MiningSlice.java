package dev.gapless.miner.slice;

import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageStep.Again;
import dev.gapless.connector.PageStep.Looping;
import dev.gapless.connector.PageStep.Page;
import dev.gapless.connector.PageStep.Refuted;
import dev.gapless.connector.PageStep.Unreadable;
import dev.gapless.connector.PageStep.Unsteady;
import dev.gapless.connector.PageWalk;
import dev.gapless.miner.delivery.CapturedPlaces;
import dev.gapless.miner.delivery.PublishResult.Acked;
import dev.gapless.miner.delivery.PublishResult.Failed;
import dev.gapless.miner.fetch.FetchOutcome;
import dev.gapless.miner.fetch.FetchOutcome.Absent;
import dev.gapless.miner.fetch.FetchOutcome.Answered;
import dev.gapless.miner.fetch.FetchOutcome.PermanentFault;
import dev.gapless.miner.fetch.FetchOutcome.Throttled;
import dev.gapless.miner.fetch.FetchOutcome.TooLong;
import dev.gapless.miner.fetch.FetchOutcome.TransientFault;
import dev.gapless.miner.fetch.FetchOutcome.Unauthorised;
import dev.gapless.miner.fetch.FetchOutcome.Withheld;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One slice of one walk. Whether it goes on is the page's word alone; what became of the items elsewhere (all known,
 * none new) is not even visible here. Used by one thread.
 */
public final class MiningSlice {

    /** A walk that wants more calls for one page than this goes round in circles. */
    private static final int MAX_CALLS_A_PAGE = 100;

    /** So often one page is cut otherwise: halves of 1,000 blocks down to one, and some that are left out. */
    private static final int MAX_ALTERNATIVES = 12;

    private final PageWalk walk;
    private final CompletenessBound settled;
    private final RateLimitGate turns;
    private final AuthenticatedFetcher calls;
    private final PageHandler work;
    private final CapturedPlaces places;
    private final SliceBudget budget;
    private final RetryCounter retries;
    private final ShutdownAwareSleeper waiter;
    private final Clock clock;

    /** True when a former slice of the walk has read pages. */
    private final boolean resumed;

    private int callsOfThisPage;
    private int alternatives;

    /** True from a refutation to the next page: the calls between them prove nothing. */
    private boolean refuted;

    public MiningSlice(
            PageWalk walk,
            CompletenessBound settled,
            RateLimitGate turns,
            AuthenticatedFetcher calls,
            PageHandler work,
            CapturedPlaces places,
            SliceBudget budget,
            RetryCounter retries,
            ShutdownAwareSleeper waiter,
            Clock clock) {
        this.walk = walk;
        this.settled = settled;
        this.turns = turns;
        this.calls = calls;
        this.work = work;
        this.places = places;
        this.budget = budget;
        this.retries = retries;
        this.waiter = waiter;
        this.clock = clock;
        this.resumed = work.resume() != null;
    }

    public SliceResult run() throws InterruptedException {
        SliceResult end = null;
        while (end == null) {
            end = turn();
        }
        return work.ended(end, places.spans());
    }

    /** @return null to go on */
    private @Nullable SliceResult turn() throws InterruptedException {
        if (waiter.stopping() || (betweenPages() && budget.pages() > 0 && budget.used())) {
            return SliceResult.advanced(work.resume());
        }
        if (budget.left().isZero()) {
            return SliceResult.failed(work.resume(), "no whole page within the slice's hard limit");
        }
        DeferredCall later = turns.await(callsOfThisPage > 0);
        if (waiter.stopping()) {
            return SliceResult.advanced(work.resume());
        }
        return later == null ? call() : SliceResult.limited(work.resume(), later);
    }

    private boolean betweenPages() {
        return callsOfThisPage == 0 && !retries.failing();
    }

    private @Nullable SliceResult call() throws InterruptedException {
        Instant asked = clock.instant();
        if (!retries.failing()) {
            turns.first();
        }
        FetchOutcome outcome = calls.make(walk.next());
        if (isOfThePlace(outcome)) {
            walk.unanswered();
        }
        return switch (outcome) {
            case Answered(byte[] body, String link) -> read(body, link, asked);
            // the pause is obeyed where all slices obey it: at the next turn
            case Throttled throttled -> null;
            case Unauthorised(int status) ->
                calls.refresh(status)
                        ? null
                        : SliceResult.refused("the credential is refused with status %d".formatted(status));
            case TransientFault fault -> failed(fault.reason());
            case Absent(int status, boolean gone, Long keptFrom) ->
                gone
                        ? SliceResult.gone("status %d".formatted(status), keptFrom)
                        : SliceResult.refused("status %d (expected: 200)".formatted(status));
            case TooLong tooLong -> narrowed(tooLong);
            case PermanentFault(String reason) -> SliceResult.refused(reason);
            case Withheld withheld -> SliceResult.withheld(work.resume(), clock.instant());
        };
    }

    /** True where the source was asked, and where it asks may be why it gave no page. */
    private static boolean isOfThePlace(FetchOutcome outcome) {
        return switch (outcome) {
            case TransientFault fault -> true;
            case PermanentFault fault -> true;
            case Absent absent -> true;
            case Answered answered -> false;
            case TooLong tooLong -> false;
            case Throttled throttled -> false;
            case Unauthorised unauthorised -> false;
            case Withheld withheld -> false;
        };
    }

    private @Nullable SliceResult read(byte[] body, @Nullable String link, Instant asked) throws InterruptedException {
        return switch (walk.accept(body, link, settled.at(asked))) {
            case Page page -> deliver(page, asked);
            case Again again -> again();
            case Unreadable unreadable -> keep(unreadable, body);
            case PageStep.Throttled(Instant retryAt) -> {
                turns.pause(retryAt);
                yield null;
            }
            case Unsteady(String reason) -> failed(reason);
            case Refuted(String reason) -> refuted(reason);
            case Looping(String reason) -> otherwise(reason);
        };
    }

    private @Nullable SliceResult deliver(Page page, Instant asked) throws InterruptedException {
        SliceResult end = work.take(page, asked, walk.resume());
        if (end != null) {
            return end;
        }
        retries.success();
        callsOfThisPage = 0;
        refuted = false;
        alternatives = page.covers() == null ? alternatives : 0;
        budget.page(page.items().size());
        if (page.cut()) {
            return SliceResult.gone("the source lists its newest items only, and not what is older", null);
        }
        return page.last() ? SliceResult.completed() : null;
    }

    private @Nullable SliceResult again() {
        if (!refuted) {
            retries.success();
        }
        callsOfThisPage++;
        return callsOfThisPage < MAX_CALLS_A_PAGE
                ? null
                : SliceResult.refused("%d calls did not make one page".formatted(callsOfThisPage));
    }

    /**
     * A provider that leaves something out may not do so a moment later, or in a part of the window. What it showed
     * whole before is covered, so the next walk begins here, and its refusals count.
     */
    private @Nullable SliceResult refuted(String reason) throws InterruptedException {
        refuted = true;
        callsOfThisPage = 0;
        if (turns.mayRetry() && retries.again()) {
            return null;
        }
        alternatives++;
        return alternatives <= MAX_ALTERNATIVES && walk.restart() != PageWalk.Narrowing.NONE
                ? null
                : SliceResult.refused(reason);
    }

    /**
     * A source that leads in circles may not do so with fewer items or in a part of the window: that is tried first.
     * Refusals of a walk that takes several slices are not counted, since each slice that advances forgets those before
     * it. So such a walk is given up at once.
     */
    private @Nullable SliceResult otherwise(String reason) {
        alternatives++;
        PageWalk.Narrowing other = alternatives <= MAX_ALTERNATIVES ? walk.restart() : PageWalk.Narrowing.NONE;
        return switch (other) {
            case FEWER_ITEMS, SMALLER_WINDOW, POSITION_SKIPPED -> null;
            case NONE -> resumed ? SliceResult.givenUp(reason) : SliceResult.refused(reason);
            case GIVEN_UP -> SliceResult.givenUp(reason);
        };
    }

    /** A position that is left out stays a gap; a walk over it alone ends with a dead letter. */
    private @Nullable SliceResult narrowed(TooLong page) throws InterruptedException {
        callsOfThisPage = 0;
        return switch (page.told() ? walk.restart() : walk.narrow()) {
            case FEWER_ITEMS, SMALLER_WINDOW, POSITION_SKIPPED -> null;
            case GIVEN_UP -> SliceResult.givenUp("the listing's cursors expire before a walk of it ends");
            case NONE ->
                keep(
                        new Unreadable(
                                "page-size",
                                page.reason() + ", and no shorter one can be asked for",
                                "raise http.max-page in the manifest, or name page-size and both bounds of window"),
                        page.beginning());
        };
    }

    private SliceResult keep(Unreadable page, byte[] body) throws InterruptedException {
        return switch (work.unreadable(page, body)) {
            case Acked acked -> SliceResult.refused("unreadable page, kept in the dead letters: " + page.rule());
            case Failed failed -> SliceResult.undelivered(work.resume(), failed);
        };
    }

    private @Nullable SliceResult failed(String reason) throws InterruptedException {
        return turns.mayRetry() && retries.again() ? null : SliceResult.failed(work.resume(), reason);
    }
}
