package dev.gapless.connector.paging;

import dev.gapless.common.coverage.Range;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.extraction.ParseError;
import dev.gapless.connector.extraction.ParseResult;
import dev.gapless.connector.extraction.StrictJson;
import dev.gapless.connector.paging.WholePoint.WholeReach;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a listing that is in no order of positions from its first page to its last. No page proves anything by itself.
 * The last one proves what the first could already know: an item that was made since may stand on a page that was read
 * before.
 *
 * <p>A cursor that has expired, or that leads in a circle, begins the walk anew. From the second time on, half of the
 * window is walked by itself where the source can be asked for a part. After three times in a row the walk is given up.
 * Its resume point carries the count, because a walk may take many slices.
 */
final class WholeWalk implements PageWalk {

    /** So often a walk begins anew before a part of it has ended. */
    private static final int RESTARTS = 3;

    private final EventListing listing;
    private final PagingStyle.WholeListing paging;
    private final ListingAddress address;
    private final StrictJson json;
    private final PageCutter cutter;
    private final Range window;
    private Range part;
    private TokenPageCursor place;
    private WholeReach reach;
    private LoopDetector trail;
    private int restarts;

    /** Items of a page; null for what the manifest says. */
    private @Nullable Long size;

    WholeWalk(
            EventListing listing,
            PagingStyle.WholeListing paging,
            ListingAddress address,
            StrictJson json,
            Range window,
            @Nullable String resume) {
        this.listing = listing;
        this.paging = paging;
        this.address = address;
        this.json = json;
        this.cutter =
                new PageCutter(listing.items(), false, Set.of(paging.cursor().next()));
        this.window = window;
        WholePoint point = WholePoint.read(resume, window);
        this.part = point == null ? window : point.part();
        this.place = new TokenPageCursor(paging.cursor(), point == null ? null : point.cursor());
        this.reach = point == null ? WholeReach.start(window) : point.reach();
        this.trail = point == null ? new LoopDetector() : new LoopDetector(point.trail(), point.still());
        this.restarts = point == null ? 0 : point.restarts();
        this.size = point == null ? null : point.size();
    }

    private boolean begun() {
        return place.cursor() != null;
    }

    private void begin(Range range) {
        part = range;
        place = new TokenPageCursor(paging.cursor(), null);
        reach = WholeReach.start(range);
        trail = new LoopDetector();
    }

    @Override
    public HttpCall next() {
        Map<String, String> parameters = new LinkedHashMap<>(listing.window().asking(part.from(), part.to()));
        parameters.putAll(place.parameters());
        PageSize pages = listing.size();
        if (size != null && pages != null) {
            parameters.put(pages.parameter(), size.toString());
        }
        HttpCall call = address.call(parameters);
        return begun() ? call.refusedBy(PagingStyle.WholeListing.EXPIRED) : call;
    }

    @Override
    public PageStep accept(byte[] body, long settledNow) {
        return switch (cutter.cut(body)) {
            case ParseResult.Refused<RawPage>(ParseError refusal) ->
                new PageStep.Unreadable(refusal.rule(), refusal.detail(), refusal.remedy());
            case ParseResult.Got<RawPage>(RawPage raw) ->
                page(ReadPage.of(raw, json, listing.reader(), null), settledNow);
        };
    }

    private PageStep page(ReadPage page, long settledNow) {
        return switch (place.turn(page)) {
            case NextPage.End() -> last(page, settledNow);
            case NextPage.Next(PageCursor next) -> between(page, (TokenPageCursor) next, settledNow);
            case NextPage.Refused(PageStep refused) -> refused;
        };
    }

    private PageStep between(ReadPage page, TokenPageCursor next, long settledNow) {
        trail.visited(place);
        if (trail.leadsBack(next)) {
            return new PageStep.Looping("the next page is one that this walk has seen");
        }
        trail.moved(!page.entries().isEmpty());
        if (trail.standsStill()) {
            return new PageStep.Looping("a thousand pages brought the walk no further");
        }
        note(page, settledNow);
        place = next;
        return step(page, part, null, false, null);
    }

    /** A last page without items may be a wrong answer in the place of one that leads on: then all is in doubt. */
    private PageStep last(ReadPage page, long settledNow) {
        note(page, settledNow);
        long sure = page.entries().isEmpty() ? part.from() : reach.seen();
        boolean trusted = listing.end() == EventListing.ListingEnd.TRUSTED;
        boolean ends = part.to() >= window.to();
        Range unseen = trusted || sure >= part.to() ? null : new Range(sure, part.to());
        PageStep step = step(page, part, part, ends, unseen);
        if (!ends) {
            restarts = 0;
            begin(new Range(part.to(), part.to() + Math.min(part.length(), window.to() - part.to())));
        }
        return step;
    }

    private void note(ReadPage page, long settledNow) {
        long seen = Arrays.stream(page.positions())
                .filter(part::contains)
                .map(position -> position + 1)
                .reduce(reach.seen(), Math::max);
        reach = new WholeReach(begun() ? reach.settled() : settledNow, seen);
    }

    private PageStep step(ReadPage page, Range range, @Nullable Range covers, boolean last, @Nullable Range unseen) {
        return new PageStep.Page(
                page.itemsWithin(range.from(), range.to(), 0),
                page.broken(0),
                covers,
                List.of(),
                null,
                last,
                0,
                unseen,
                reach.settled());
    }

    /** A page is too long: the walk begins anew with fewer items a page, or with a part of the window. */
    @Override
    public Narrowing narrow() {
        PageSize pages = listing.size();
        Long half = pages == null ? null : pages.half(size == null ? pages.value() : size);
        if (half != null) {
            size = half;
            begin(part);
            return Narrowing.FEWER_ITEMS;
        }
        Range smaller = smaller();
        if (smaller == null) {
            return Narrowing.NONE;
        }
        begin(smaller);
        return Narrowing.SMALLER_WINDOW;
    }

    /** Whatever became of the cursor, only a whole walk proves something. */
    @Override
    public Narrowing restart() {
        if (restarts >= RESTARTS) {
            return Narrowing.GIVEN_UP;
        }
        restarts++;
        Range smaller = restarts == 1 ? null : smaller();
        begin(smaller == null ? part : smaller);
        return Narrowing.SMALLER_WINDOW;
    }

    /** @return the lower half of the part; null where the source cannot be asked for it */
    private @Nullable Range smaller() {
        WindowParameters asked = listing.window();
        if (asked.since() == null || asked.until() == null) {
            return null;
        }
        long step = asked.form().step();
        long bound = part.from() + part.length() / 2;
        long aligned = bound - Math.floorMod(bound, step);
        return aligned <= part.from() ? null : new Range(part.from(), aligned);
    }

    @Override
    public String resume() {
        return !begun() && part.equals(window) && restarts == 0 && size == null
                ? ""
                : new WholePoint(
                                window.from(),
                                window.to(),
                                part,
                                place.cursor(),
                                reach,
                                restarts,
                                size,
                                trail.latest(),
                                trail.still())
                        .write();
    }
}
