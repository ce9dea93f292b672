package dev.gapless.connector.paging;

import dev.gapless.common.coverage.Range;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.extraction.ParseError;
import dev.gapless.connector.extraction.ParseResult;
import dev.gapless.connector.extraction.StrictJson;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Reads a listing that is in no order of positions from its first page to its last. No page proves anything by itself.
 * The last one proves what the first could already know: an item that was made since may stand on a page that was read
 * before. A cursor that has expired begins the walk anew.
 */
final class WholeWalk implements PageWalk {

    /** So often a walk begins anew before it is given up. */
    private static final int RESTARTS = 3;

    /** Pages without an item that differ in their cursors alone. */
    private static final int STILL = 1_000;

    /**
     * Between two pages.
     *
     * @param from of the window
     * @param to of the window
     * @param cursor of the next page
     * @param settled of the first page
     * @param seen first position behind the items of the window that were seen
     */
    record WholePoint(long from, long to, String cursor, long settled, long seen) {

        private boolean fits(long windowFrom, long windowTo) {
            return from == windowFrom && to == windowTo && from <= seen && seen <= to;
        }
    }

    private final EventListing listing;
    private final PagingStyle.WholeListing paging;
    private final ListingAddress address;
    private final StrictJson json;
    private final PageCutter cutter;
    private final long from;
    private final long to;
    private final Set<String> visited = new HashSet<>();
    private TokenPageCursor place;
    private long settled;
    private long seen;
    private int restarts;
    private int still;

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
        this.from = window.from();
        this.to = window.to();
        WholePoint point = read(resume);
        this.place = new TokenPageCursor(paging.cursor(), point == null ? null : point.cursor());
        this.settled = point == null ? Long.MAX_VALUE : point.settled();
        this.seen = point == null ? from : point.seen();
    }

    private @Nullable WholePoint read(@Nullable String resume) {
        if (resume == null || resume.isEmpty()) {
            return null;
        }
        try {
            WholePoint point = ResumePoint.MAPPER.readValue(resume, WholePoint.class);
            return point != null && point.cursor() != null && point.fits(from, to) ? point : null;
        } catch (JacksonException e) {
            // another paging's point: the walk begins anew
            return null;
        }
    }

    private boolean begun() {
        return place.cursor() != null;
    }

    @Override
    public HttpCall next() {
        Map<String, String> parameters = new LinkedHashMap<>(listing.window().asking(from, to));
        parameters.putAll(place.parameters());
        HttpCall call = address.call(parameters);
        return begun() ? call.narrowing(PagingStyle.WholeListing.EXPIRED) : call;
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
        still = page.entries().isEmpty() ? still + 1 : 0;
        if (!visited.add(next.identity()) || still >= STILL) {
            return new PageStep.Looping("the listing leads to a page that was read already, or to none with an item");
        }
        note(page, settledNow);
        place = next;
        return step(page, null, false, null);
    }

    /** A last page without items may be a wrong answer in the place of one that leads on: then all is in doubt. */
    private PageStep last(ReadPage page, long settledNow) {
        note(page, settledNow);
        long sure = page.entries().isEmpty() ? from : seen;
        boolean trusted = listing.end() == EventListing.ListingEnd.TRUSTED;
        return step(page, new Range(from, to), true, trusted || sure >= to ? null : new Range(sure, to));
    }

    private void note(ReadPage page, long settledNow) {
        if (!begun()) {
            settled = settledNow;
        }
        seen = Arrays.stream(page.positions())
                .filter(position -> from <= position && position < to)
                .map(position -> position + 1)
                .reduce(seen, Math::max);
    }

    private PageStep step(ReadPage page, @Nullable Range covers, boolean last, @Nullable Range unseen) {
        return new PageStep.Page(
                page.itemsWithin(from, to, 0), page.broken(0), covers, List.of(), null, last, 0, unseen, settled);
    }

    /** The cursor has expired, or its page is too long: whatever it was, only a whole walk proves something. */
    @Override
    public Narrowing narrow() {
        if (!begun() || restarts >= RESTARTS) {
            return Narrowing.NONE;
        }
        restarts++;
        place = new TokenPageCursor(paging.cursor(), null);
        visited.clear();
        seen = from;
        return Narrowing.SMALLER_WINDOW;
    }

    @Override
    public String resume() {
        String cursor = place.cursor();
        return cursor == null
                ? ""
                : ResumePoint.MAPPER.writeValueAsString(new WholePoint(from, to, cursor, settled, seen));
    }
}
