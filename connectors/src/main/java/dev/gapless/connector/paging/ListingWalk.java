package dev.gapless.connector.paging;

import dev.gapless.common.coverage.Range;
import dev.gapless.connector.AbsenceRule;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.LostCursorRule;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageStep.Page.ListingState;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.extraction.ParseError;
import dev.gapless.connector.extraction.ParseResult;
import dev.gapless.connector.extraction.StrictJson;
import dev.gapless.connector.paging.EventListing.ListingEnd;
import dev.gapless.connector.paging.KnownPlaces.KnownPlace;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/**
 * A walk through an event stream's listing. It ends where the source says so, or where the listing, which cannot be
 * asked for the window's far end, has left the window. Whether its items are new or known is never a reason.
 */
final class ListingWalk implements PageWalk {

    private final EventListing listing;
    private final ListingAddress address;
    private final StrictJson json;
    private final PageCutter cutter;
    private final LoopDetector trail;
    private final Range window;
    private PageCursors places;

    /** Over the window or, after an answer that was too long, over a part of it. */
    private WalkProgress reach;

    private PageCursor place;

    /** The place that another walk has seen, while the walk follows from it; null elsewhere. */
    private @Nullable KnownPlace begun;

    /** True when the source gave no page there. One walk is one sign of that, however often it asks. */
    private boolean unanswered;

    /** The highest position before the present place. */
    private long highest;

    /** How many items of the next page are asked for; null for what the manifest says. */
    private @Nullable Long fewer;

    /** How long the next part is that is tried; twice as long each time that one had to be left out. 0 for a half. */
    private long skipping;

    ListingWalk(PageCursors places, StrictJson json, WalkProgress start, @Nullable String resume) {
        this.listing = places.listing();
        this.address = places.address();
        this.json = json;
        this.cutter = new PageCutter(listing.items(), false, values(listing.paging()));
        this.places = places;
        ResumePoint point = ResumePoint.read(resume, start.from(), start.to(), places.kind());
        this.window = new Range(start.from(), start.to());
        this.reach = point == null ? start : point.reach(start);
        this.place = point == null ? places.start(start) : places.resumed(point, reach);
        this.begun = PageCursors.knownPlace(place);
        this.highest = point == null ? PageCursors.highestBefore(place) : point.highest();
        this.trail = point == null ? new LoopDetector() : new LoopDetector(point);
    }

    @Override
    public HttpCall next() {
        Map<String, String> parameters = new TreeMap<>(listing.window().asking(reach.from(), reach.to()));
        parameters.putAll(place.parameters());
        if (fewer != null && listing.size() != null) {
            parameters.put(listing.size().parameter(), fewer.toString());
        }
        HttpCall call = address.call(parameters);
        if (place.address() != null) {
            return new HttpCall(place.address(), null, listing.request().absence()).with(call.headers());
        }
        String header = listing.paging().header();
        HttpCall read = header == null ? call : call.reading(header);
        AbsenceRule absence = listing.request().absence();
        return PageCursors.knownPlace(place) == null
                ? read
                : read.refusedBy(new LostCursorRule(absence, reach.bound()));
    }

    /**
     * At a place that another walk has seen, the source may have lost the cursor, or a circle may begin. Then the walk
     * begins at the listing's beginning, once.
     */
    @Override
    public Narrowing restart() {
        if (begun == null) {
            return narrow();
        }
        beginAnew();
        return Narrowing.SMALLER_WINDOW;
    }

    private void beginAnew() {
        places = places.forgotten();
        begin();
    }

    @Override
    public void unanswered() {
        if (PageCursors.knownPlace(place) != null && !unanswered) {
            unanswered = true;
            places.unanswered();
        }
    }

    private void begin() {
        reach = reach.again();
        start();
    }

    private void start() {
        place = places.start(reach);
        begun = PageCursors.knownPlace(place);
        highest = PageCursors.highestBefore(place);
        trail.forget();
    }

    /** The near half of what is left is walked by itself, down to a single position, which is then left out. */
    @Override
    public Narrowing narrow() {
        PageSize size = listing.size();
        Long half = size == null ? null : size.half(fewer == null ? size.value() : fewer);
        if (half != null) {
            fewer = half;
            return Narrowing.FEWER_ITEMS;
        }
        if (listing.window().since() == null || listing.window().until() == null) {
            return Narrowing.NONE;
        }
        Range left = reach.left();
        Range part = left == null ? null : nearPart(left);
        if (part != null) {
            begin(part);
            return Narrowing.SMALLER_WINDOW;
        }
        Range rest = rest();
        if (rest == null) {
            return Narrowing.NONE;
        }
        begin(rest);
        skipping = Math.max(listing.window().form().step(), 2 * skipping);
        return Narrowing.POSITION_SKIPPED;
    }

    /** @return null when it cannot be parted */
    private @Nullable Range nearPart(Range left) {
        long step = listing.window().form().step();
        long length = skipping > 0 ? skipping : left.length() / 2;
        long bound = reach.downward() ? left.to() - length : left.from() + length;
        long aligned = bound - Math.floorMod(bound, step);
        if (length == 0 || aligned <= left.from() || aligned >= left.to()) {
            return null;
        }
        return reach.downward() ? new Range(aligned, left.to()) : new Range(left.from(), aligned);
    }

    private void begin(Range part) {
        reach = WalkProgress.start(listing.order(), part.from(), part.to());
        start();
    }

    /** What of the window follows the part that is walked; null when nothing does. */
    private @Nullable Range rest() {
        long from = reach.downward() ? window.from() : reach.to();
        long to = reach.downward() ? reach.from() : window.to();
        return from < to ? new Range(from, to) : null;
    }

    @Override
    public PageStep accept(byte[] body, long settled) {
        return accept(body, null, settled);
    }

    @Override
    public PageStep accept(byte[] body, @Nullable String link, long settled) {
        PageStep step = switch (cutter.cut(body)) {
            case ParseResult.Refused<RawPage>(ParseError refusal) ->
                new PageStep.Unreadable(refusal.rule(), refusal.detail(), refusal.remedy());
            case ParseResult.Got<RawPage>(RawPage raw) ->
                accept(ReadPage.of(raw.with(link), json, listing.reader(), listing.orderedBy()), settled);
        };
        if (step instanceof PageStep.Unreadable) {
            unanswered();
        }
        return step;
    }

    private PageStep accept(ReadPage page, long settled) {
        return switch (place.turn(page)) {
            case NextPage.End()
            when isDoubtful(page) -> {
                beginAnew();
                yield new PageStep.Again();
            }
            case NextPage.Refused(PageStep step) -> refused(step);
            case NextPage.End() -> {
                PageOrder order = order(page, true);
                if (order == null) {
                    yield disordered(page);
                }
                if (listing.end() == ListingEnd.CUT
                        && !(reach.sawNothing() && page.entries().isEmpty())) {
                    yield cut(page, order, settled);
                }
                places.passed(place, page, null, highest);
                yield ended(page, order, settled);
            }
            case NextPage.Next(PageCursor next) -> {
                PageOrder order = order(page, false);
                yield order == null ? disordered(page) : onward(page, order, next, settled);
            }
        };
    }

    /**
     * The listing ends at a place that another walk has seen, and shows nothing at all. But it has shown an item behind
     * it, or a number is known that must be there. A source that has lost a cursor may answer so.
     */
    private boolean isDoubtful(ReadPage page) {
        return begun != null
                && reach.sawNothing()
                && page.entries().isEmpty()
                && (begun.followed() || listing.numbers() != null);
    }

    private PageStep ended(ReadPage page, PageOrder order, long settled) {
        WalkProgress after = reach.after(order, settled);
        if (KnownNumbers.above(listing, reach, order) != null) {
            return advance(page, order, after, null, null);
        }
        boolean trusted = listing.end() == ListingEnd.TRUSTED;
        ListingState state = KnownNumbers.endsEarly(listing, after) ? ListingState.BEHIND : ListingState.CURRENT;
        return advance(page, order, after.end(), null, trusted ? null : after.unseen(), state);
    }

    /**
     * What lies beyond the page is not listed, so nothing of it is covered. A source that lists nothing at all has cut
     * nothing off.
     */
    private PageStep cut(ReadPage page, PageOrder order, long settled) {
        WalkProgress after = reach.after(order, settled);
        return leavesTheWindow(after)
                ? advance(page, order, after.end(), null, null)
                : advance(page, order, after, null, null, ListingState.CUT);
    }

    /** @return null when the page is not in the listing's order */
    private @Nullable PageOrder order(ReadPage page, boolean last) {
        long[] places = page.places(place.overlap());
        // of two elements it is unknown which is out of order, and it need not be known where they are the whole
        // listing
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
        trail.visited(place);
        boolean circle = trail.leadsBack(next);
        if (circle) {
            places = places.forgotten();
        } else {
            highest = places.passed(place, page, next, highest);
        }
        if (leavesTheWindow(after)) {
            return advance(page, order, after.end(), null, null);
        }
        if (circle) {
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
            begin();
        }
        return step;
    }

    /** @param next null on the last page */
    private PageStep advance(
            ReadPage page, PageOrder order, WalkProgress after, @Nullable PageCursor next, @Nullable Range unseen) {
        @Nullable Range above = KnownNumbers.above(listing, reach, order);
        return above == null
                ? advance(page, order, after, next, unseen, ListingState.CURRENT)
                : advance(page, order, after, next, above, ListingState.BEHIND);
    }

    private PageStep advance(
            ReadPage page,
            PageOrder order,
            WalkProgress after,
            @Nullable PageCursor next,
            @Nullable Range unseen,
            ListingState state) {
        Range rest = next == null && state != ListingState.CUT ? rest() : null;
        PageStep step = new PageStep.Page(
                page.itemsOf(reach.from(), reach.to(), place.overlap(), order.displaced()),
                page.broken(place.overlap()),
                after.beyond(reach),
                List.of(),
                null,
                next == null && rest == null,
                order.displaced().cardinality(),
                unseen,
                after.claimSettled(),
                state);
        reach = after;
        place = next == null ? place : next;
        PageSize size = listing.size();
        fewer = fewer == null || size == null || fewer > size.value() / 2 ? null : Long.valueOf(fewer * 2);
        skipping = 0;
        if (rest != null) {
            begin(rest);
        }
        return step;
    }

    @Override
    public String resume() {
        return place.noted(ResumePoint.of(reach, window, highest, trail.latest(), trail.still()))
                .write();
    }

    private static Set<JsonPointer> values(PagingStyle paging) {
        Set<JsonPointer> values = new HashSet<>();
        if (paging.more() != null) {
            values.add(paging.more());
        }
        switch (paging) {
            case PagingStyle.Cursor cursor -> {
                if (cursor.header() == null) {
                    values.add(cursor.next());
                }
            }
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
            case PagingStyle.NumberRange range -> throw new IllegalStateException("walked by stretches");
            case PagingStyle.WholeListing whole -> throw new IllegalStateException("walked as a whole");
        }
        return values;
    }
}
