package dev.gapless.miner.walk;

import dev.gapless.common.connector.PageStep;
import dev.gapless.common.connector.PageStep.Again;
import dev.gapless.common.connector.PageStep.Looping;
import dev.gapless.common.connector.PageStep.Page;
import dev.gapless.common.connector.PageStep.Unreadable;
import dev.gapless.common.connector.PageStep.Unsteady;
import dev.gapless.common.connector.PageWalk;
import dev.gapless.miner.delivery.CapturedPlaces;
import dev.gapless.miner.delivery.Receipt.Acked;
import dev.gapless.miner.delivery.Receipt.Failed;
import dev.gapless.miner.fetch.FetchOutcome.Absent;
import dev.gapless.miner.fetch.FetchOutcome.Answered;
import dev.gapless.miner.fetch.FetchOutcome.PermanentFault;
import dev.gapless.miner.fetch.FetchOutcome.Throttled;
import dev.gapless.miner.fetch.FetchOutcome.TransientFault;
import dev.gapless.miner.fetch.FetchOutcome.Unauthorised;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One slice of one walk. Whether it goes on is the page's word alone; what became of the items elsewhere (all known,
 * none new) is not even visible here. Used by one thread.
 */
final class Slice {

    /** A walk that wants more calls for one page than this goes round in circles. */
    private static final int MOST_CALLS_A_PAGE = 100;

    private final PageWalk walk;
    private final Settled settled;
    private final Turns turns;
    private final Calls calls;
    private final PageWork work;
    private final CapturedPlaces places;
    private final Budget budget;
    private final Retries retries;
    private final Waiter waiter;
    private final Clock clock;

    private int callsOfThisPage;

    Slice(
            PageWalk walk,
            Settled settled,
            Turns turns,
            Calls calls,
            PageWork work,
            CapturedPlaces places,
            Budget budget,
            Retries retries,
            Waiter waiter,
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
    }

    SliceEnd run() throws InterruptedException {
        SliceEnd end = null;
        while (end == null) {
            end = turn();
        }
        return end.standingOn(places.spans());
    }

    /** @return null to go on */
    private @Nullable SliceEnd turn() throws InterruptedException {
        if (waiter.stopping() || (betweenPages() && budget.pages() > 0 && budget.used())) {
            return SliceEnd.advanced(work.resume());
        }
        if (budget.left().isZero()) {
            return SliceEnd.failed(work.resume(), "no whole page within the slice's hard limit");
        }
        Instant later = turns.await(callsOfThisPage > 0);
        if (waiter.stopping()) {
            return SliceEnd.advanced(work.resume());
        }
        return later == null ? call() : SliceEnd.limited(work.resume(), later);
    }

    private boolean betweenPages() {
        return callsOfThisPage == 0 && !retries.failing();
    }

    private @Nullable SliceEnd call() throws InterruptedException {
        Instant asked = clock.instant();
        return switch (calls.make(walk.next())) {
            case Answered(byte[] body) -> read(body, asked);
            // the pause is obeyed where all slices obey it: at the next turn
            case Throttled throttled -> null;
            case Unauthorised(int status) ->
                calls.refresh() ? null : SliceEnd.refused("the credential is refused with status %d".formatted(status));
            case TransientFault fault -> failed(fault.reason());
            case Absent(int status) ->
                status == 410
                        ? SliceEnd.gone("status 410")
                        : SliceEnd.refused("status %d (expected: 200)".formatted(status));
            case PermanentFault(String reason) -> SliceEnd.refused(reason);
        };
    }

    private @Nullable SliceEnd read(byte[] body, Instant asked) throws InterruptedException {
        return switch (walk.accept(body, settled.at(asked))) {
            case Page page -> deliver(page, asked);
            case Again again -> again();
            case Unreadable unreadable -> keep(unreadable, body);
            case PageStep.Throttled(Instant retryAt) -> {
                turns.pause(retryAt);
                yield null;
            }
            case Unsteady(String reason) -> failed(reason);
            case Looping(String reason) -> SliceEnd.refused(reason);
        };
    }

    private @Nullable SliceEnd deliver(Page page, Instant asked) throws InterruptedException {
        SliceEnd end = work.take(page, asked, walk.resume());
        if (end != null) {
            return end;
        }
        retries.success();
        callsOfThisPage = 0;
        budget.page(page.items().size());
        return page.last() ? SliceEnd.completed() : null;
    }

    private @Nullable SliceEnd again() {
        retries.success();
        callsOfThisPage++;
        return callsOfThisPage < MOST_CALLS_A_PAGE
                ? null
                : SliceEnd.refused("%d calls did not make one page".formatted(callsOfThisPage));
    }

    private SliceEnd keep(Unreadable page, byte[] body) throws InterruptedException {
        return switch (work.unreadable(page, body)) {
            case Acked acked -> SliceEnd.refused("unreadable page, kept in the dead letters: " + page.rule());
            case Failed failed -> SliceEnd.undelivered(work.resume(), failed);
        };
    }

    private @Nullable SliceEnd failed(String reason) throws InterruptedException {
        return retries.again() ? null : SliceEnd.failed(work.resume(), reason);
    }
}
