package dev.gapless.common.connector.paging;

import dev.gapless.common.connector.HttpCall;
import dev.gapless.common.connector.PageStep;
import dev.gapless.common.connector.PageWalk;
import dev.gapless.common.connector.extraction.ParseError;
import dev.gapless.common.connector.extraction.ParseResult;
import dev.gapless.common.connector.extraction.StrictJson;
import dev.gapless.common.coverage.Range;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/**
 * A walk through an event stream's listing. It ends where the source says so, or where the listing, which cannot be
 * asked for the window's far end, has left the window; what its items are, new or known, is never a reason.
 */
final class ListingWalk implements PageWalk {

    private final EventListing listing;
    private final ListingAddress address;
    private final StrictJson json;
    private final PageCutter cutter;
    private final PageCursors places;
    private final LoopDetector trail;
    private WalkProgress reach;
    private PageCursor place;

    ListingWalk(
            EventListing listing,
            ListingAddress address,
            StrictJson json,
            WalkProgress start,
            @Nullable String resume) {
        this.listing = listing;
        this.address = address;
        this.json = json;
        this.cutter = new PageCutter(listing.items(), false, values(listing.paging()));
        this.places = new PageCursors(listing, address.base());
        ResumePoint point = ResumePoint.read(resume, start.from(), start.to(), places.kind());
        this.reach = point == null ? start : point.reach(start);
        this.place = point == null ? places.start(start) : places.resumed(point, reach);
        this.trail = point == null ? new LoopDetector() : new LoopDetector(point);
    }

    @Override
    public HttpCall next() {
        if (place.address() != null) {
            return HttpCall.get(place.address());
        }
        Map<String, String> parameters = new TreeMap<>(listing.window().asking(reach.from(), reach.to()));
        parameters.putAll(place.parameters());
        return address.call(parameters);
    }

    @Override
    public PageStep accept(byte[] body, long settled) {
        return accept(body, null, settled);
    }

    @Override
    public PageStep accept(byte[] body, @Nullable String link, long settled) {
        return switch (cutter.cut(body)) {
            case ParseResult.Refused<RawPage>(ParseError refusal) ->
                new PageStep.Unreadable(refusal.rule(), refusal.detail(), refusal.remedy());
            case ParseResult.Got<RawPage>(RawPage raw) ->
                accept(ReadPage.of(raw.with(link), json, listing.reader(), listing.orderedBy()), settled);
        };
    }

    private PageStep accept(ReadPage page, long settled) {
        return switch (place.turn(page)) {
            case NextPage.Refused(PageStep step) -> refused(step);
            case NextPage.End() -> {
                PageOrder order = order(page, true);
                if (order == null) {
                    yield disordered(page);
                }
                WalkProgress after = reach.after(order, settled);
                yield advance(page, order, after.end(), null, listing.endTrusted() ? null : after.unseen());
            }
            case NextPage.Next(PageCursor next) -> {
                PageOrder order = order(page, false);
                yield order == null ? disordered(page) : onward(page, order, next, settled);
            }
        };
    }

    /** @return null when the page is not in the listing's order */
    private @Nullable PageOrder order(ReadPage page, boolean last) {
        long[] places = page.places(place.overlap());
        // of two elements nobody can say which is out of order, and nobody needs to where they are the whole listing
        return last && places.length <= 2 && reach.sawNothing()
                ? PageOrder.unquestioned(places)
                : PageOrder.of(places, reach, place.continues());
    }

    private PageStep disordered(ReadPage page) {
        return new PageStep.Unreadable(
                "page-order",
                "%d items, not %s".formatted(page.places(0).length, listing.order()),
                "check order, ordered-by, parameters and item.position of the stream in the manifest");
    }

    private PageStep onward(ReadPage page, PageOrder order, PageCursor next, long settled) {
        WalkProgress after = reach.after(order, settled);
        if (leavesTheWindow(after)) {
            return advance(page, order, after.end(), null, null);
        }
        trail.visited(place);
        if (trail.leadsBack(next)) {
            return new PageStep.Looping("the next page is one that this walk has seen");
        }
        trail.moved(after.edge() != reach.edge());
        return trail.standsStill()
                ? new PageStep.Looping("a thousand pages brought the walk no further")
                : advance(page, order, after, next, null);
    }

    private boolean leavesTheWindow(WalkProgress after) {
        WindowParameters window = listing.window();
        boolean open = listing.order() == ListingOrder.NEWEST_FIRST ? window.since() == null : window.until() == null;
        return open && after.passed();
    }

    private PageStep refused(PageStep step) {
        if (step instanceof PageStep.Unsteady) {
            reach = reach.again();
            place = places.start(reach);
            trail.forget();
        }
        return step;
    }

    /** @param next null on the last page */
    private PageStep advance(
            ReadPage page, PageOrder order, WalkProgress after, @Nullable PageCursor next, @Nullable Range unseen) {
        PageStep step = new PageStep.Page(
                page.itemsOf(reach.from(), reach.to(), place.overlap(), order.displaced()),
                page.broken(place.overlap()),
                after.beyond(reach),
                List.of(),
                null,
                next == null,
                order.displaced().cardinality(),
                unseen,
                after.claimSettled());
        reach = after;
        place = next == null ? place : next;
        return step;
    }

    @Override
    public String resume() {
        return place.noted(ResumePoint.of(reach, trail.latest(), trail.still())).write();
    }

    private static Set<JsonPointer> values(PagingStyle paging) {
        Set<JsonPointer> values = new HashSet<>();
        if (paging.more() != null) {
            values.add(paging.more());
        }
        switch (paging) {
            case PagingStyle.Cursor cursor -> values.add(cursor.next());
            case PagingStyle.Offset offset -> {
                if (offset.total() != null) {
                    values.add(offset.total());
                }
            }
            case PagingStyle.MovingWindow window -> values.add(window.next());
            case PagingStyle.PageNumber page -> {
                if (page.total() != null) {
                    values.add(page.total());
                }
            }
            case PagingStyle.Link link -> {
                // its word stands in a header
            }
            case PagingStyle.LastItem item -> {
                // its word is the items themselves
            }
        }
        return values;
    }
}
