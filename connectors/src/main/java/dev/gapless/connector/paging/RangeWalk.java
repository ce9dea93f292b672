package dev.gapless.connector.paging;

import dev.gapless.connector.HttpCall;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.extraction.ParseError;
import dev.gapless.connector.extraction.ParseResult;
import dev.gapless.connector.extraction.StrictJson;
import dev.gapless.common.coverage.Range;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;

/**
 * Asks for one stretch of numbers after the other, upwards. An answer holds all items of its stretch, in any order. Where
 * one may have been cut, half of the stretch is asked for. Stretches grow while answers are small. What is empty behind
 * the last item counts once a later item was seen, or at the window's end.
 */
final class RangeWalk implements PageWalk {

    /** So many answers in a row that are not too much let the stretch grow, where the source names no limit. */
    private static final int STEADY = 8;

    /** An answer that holds at most this part of the limit lets the stretch grow. */
    private static final int SMALL = 4;

    /**
     * Where the walk goes on.
     *
     * @param from of the window
     * @param to of the window
     * @param reached first number that is not asked for yet
     * @param proven first number behind what is covered
     * @param width of the next stretch
     */
    record RangePoint(long from, long to, long reached, long proven, long width) {

        private boolean fits(long windowFrom, long windowTo) {
            return from == windowFrom
                    && to == windowTo
                    && from <= proven
                    && proven <= reached
                    && reached < to
                    && width >= 1;
        }
    }

    private final EventListing listing;
    private final PagingStyle.NumberRange paging;
    private final ListingAddress address;
    private final StrictJson json;
    private final PageCutter cutter;
    private final long from;
    private final long to;
    private long reached;
    private long proven;
    private long width;
    private int steady;

    RangeWalk(
            EventListing listing,
            PagingStyle.NumberRange paging,
            ListingAddress address,
            StrictJson json,
            Range window,
            @Nullable String resume) {
        this.listing = listing;
        this.paging = paging;
        this.address = address;
        this.json = json;
        JsonPointer more = paging.more();
        this.cutter = new PageCutter(listing.items(), false, more == null ? Set.of() : Set.of(more));
        this.from = window.from();
        this.to = window.to();
        RangePoint point = read(resume);
        this.reached = point == null ? from : point.reached();
        this.proven = point == null ? from : point.proven();
        this.width = Math.min(point == null ? paging.width() : point.width(), paging.mostWidth());
    }

    private @Nullable RangePoint read(@Nullable String resume) {
        if (resume == null) {
            return null;
        }
        try {
            RangePoint point = ResumePoint.MAPPER.readValue(resume, RangePoint.class);
            return point != null && point.fits(from, to) ? point : null;
        } catch (JacksonException e) {
            // another paging's point: the walk begins anew
            return null;
        }
    }

    private long end() {
        return width >= to - reached ? to : reached + width;
    }

    @Override
    public HttpCall next() {
        return address.call(listing.window().asking(reached, end())).narrowing(paging.tooMany());
    }

    @Override
    public PageStep accept(byte[] body, long settled) {
        return switch (cutter.cut(body)) {
            case ParseResult.Refused<RawPage>(ParseError refusal) ->
                new PageStep.Unreadable(refusal.rule(), refusal.detail(), refusal.remedy());
            case ParseResult.Got<RawPage>(RawPage raw) ->
                page(ReadPage.of(raw, json, listing.reader(), null), settled);
        };
    }

    private PageStep page(ReadPage page, long settled) {
        HasMore more = HasMore.of(page, paging.more());
        if (more == HasMore.UNREADABLE) {
            return new PageStep.Unreadable(
                    "page-continuation",
                    "%s: no boolean".formatted(paging.more()),
                    "check paging.more of the listing in the manifest");
        }
        Long limit = paging.limit();
        boolean cut = more == HasMore.YES || (limit != null && page.entries().size() >= limit);
        if (cut) {
            return narrow() == Narrowing.NONE
                    ? new PageStep.Unreadable(
                            "page-range",
                            "%d items, and perhaps more, at the single number %d"
                                    .formatted(page.entries().size(), reached),
                            "raise paging.limit of the listing in the manifest if the source answers with more")
                    : new PageStep.Again();
        }
        return taken(page, settled);
    }

    private PageStep taken(ReadPage page, long settled) {
        long end = end();
        boolean last = end >= to;
        long seen = Arrays.stream(page.positions())
                        .filter(position -> reached <= position && position < end)
                        .max()
                        .orElse(proven - 1)
                + 1;
        long covered = last ? to : Math.max(proven, seen);
        Range unseen = last && listing.end() != EventListing.ListingEnd.TRUSTED && seen < to
                ? new Range(Math.max(proven, seen), to)
                : null;
        PageStep step = new PageStep.Page(
                page.itemsWithin(reached, end, 0),
                page.broken(0),
                proven < covered ? new Range(proven, covered) : null,
                List.of(),
                null,
                last,
                0,
                unseen,
                settled);
        proven = covered;
        reached = end;
        grow(page.entries().size());
        return step;
    }

    private void grow(int items) {
        steady++;
        Long limit = paging.limit();
        boolean small = limit == null ? steady >= STEADY : (long) items * SMALL <= limit;
        if (small) {
            width = Math.min(paging.mostWidth(), 2 * width);
            steady = 0;
        }
    }

    /** Half of the stretch, down to a single number, which is then left out. */
    @Override
    public Narrowing narrow() {
        steady = 0;
        long asked = end() - reached;
        if (asked > 1) {
            width = asked / 2;
            return Narrowing.SMALLER_WINDOW;
        }
        if (reached + 1 >= to) {
            return Narrowing.NONE;
        }
        reached++;
        proven = reached;
        return Narrowing.POSITION_SKIPPED;
    }

    @Override
    public String resume() {
        return ResumePoint.MAPPER.writeValueAsString(
                new RangePoint(from, to, Math.min(reached, to - 1), Math.min(proven, to - 1), width));
    }
}
