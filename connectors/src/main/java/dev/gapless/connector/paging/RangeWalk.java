package dev.gapless.connector.paging;

import dev.gapless.common.coverage.Range;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageStep.Page.ListingState;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.extraction.JsonKind;
import dev.gapless.connector.extraction.ParseError;
import dev.gapless.connector.extraction.ParseResult;
import dev.gapless.connector.extraction.StrictJson;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;

/**
 * Asks for one stretch of numbers after the other, upwards. An answer holds all items of its stretch, in any order.
 * Where one may have been cut, half of the stretch is asked for. Stretches grow while answers are small.
 *
 * <p>What follows an answer's last item is covered once the next answer has an item. A stretch whose answer has none is
 * not covered, because one such answer may be wrong. It stays a gap, and a walk of its own asks for it again. At the
 * window's end it is what the walk saw nothing of.
 */
final class RangeWalk implements PageWalk {

    /** So many answers in a row that are not too much let the stretch grow, where the source names no limit. */
    private static final int STEADY = 8;

    /** An answer that holds at most this part of the limit lets the stretch grow. */
    private static final int SMALL = 4;

    /**
     * Where the walk goes on. Between {@code proven} and {@code reached} are only stretches whose answers had no items,
     * which no item of a later answer covers.
     *
     * @param from of the window
     * @param to of the window
     * @param reached first number that is not asked for yet
     * @param proven first number behind what is covered
     * @param width of the next stretch
     * @param filled as {@link RangeWalk#filled}
     */
    record RangePoint(long from, long to, long reached, long proven, long width, boolean filled) {

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

    /** True when an answer since {@link #proven} had no items. */
    private boolean doubted;

    /** True when an answer with items of the window's last number alone was full, and was delivered. */
    private boolean filled;

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
        this.doubted = proven < reached;
        this.filled = point != null && point.filled();
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
        return address.call(listing.window().asking(reached, end())).refusedBy(paging.tooMany());
    }

    @Override
    public PageStep accept(byte[] body, long settled) {
        return switch (cutter.cut(body)) {
            case ParseResult.Refused<RawPage>(ParseError refusal) ->
                new PageStep.Unreadable(refusal.rule(), refusal.detail(), refusal.remedy());
            case ParseResult.Got<RawPage>(RawPage raw) -> page(ReadPage.of(raw, json, listing.reader(), null), settled);
        };
    }

    private PageStep page(ReadPage page, long settled) {
        HasMore more = HasMore.of(page, paging.more());
        if (more == HasMore.UNREADABLE) {
            JsonPointer pointer = Objects.requireNonNull(paging.more());
            return new PageStep.Unreadable(
                    "page-continuation",
                    "%s: %s (expected: %s)".formatted(pointer, JsonKind.of(page.at(pointer)), HasMore.EXPECTED),
                    "compare the page with paging.more of the listing in the manifest; name paging.limit instead where"
                            + " a source leaves it out");
        }
        long[] positions = page.positions();
        long end = end();
        for (long position : positions) {
            if (position < reached || position >= end) {
                return new PageStep.Unreadable(
                        "page-range",
                        "an item at %d (expected: [%d,%d))".formatted(position, reached, end),
                        "compare window of the listing in the manifest with the bounds that the source takes");
            }
        }
        Long limit = paging.limit();
        if (more == HasMore.YES || (limit != null && page.entries().size() >= limit)) {
            return cut(page, positions, end, settled);
        }
        return taken(page, positions, end, settled);
    }

    private PageStep cut(ReadPage page, long[] positions, long end, long settled) {
        if (end - reached > 1) {
            narrow();
            return new PageStep.Again();
        }
        if (filled) {
            return new PageStep.Unreadable(
                    "page-range",
                    "%d items, and perhaps more, at the single number %d"
                            .formatted(page.entries().size(), reached),
                    "raise paging.limit of the listing in the manifest if the source answers with more");
        }
        boolean sure = positions.length > 0 && !doubted;
        PageStep step = step(page, end, sure ? range(proven, reached) : null, false, null, settled);
        proven = reached;
        doubted = false;
        filled = narrow() == Narrowing.NONE;
        return step;
    }

    private PageStep taken(ReadPage page, long[] positions, long end, long settled) {
        boolean last = end >= to;
        if (positions.length == 0) {
            doubted = true;
        } else if (doubted) {
            proven = reached;
            doubted = false;
        }
        long seen = Arrays.stream(positions).max().orElse(proven - 1) + 1;
        long covered = last ? to : seen;
        PageStep step = step(
                page,
                end,
                range(proven, covered),
                last,
                last && listing.end() != EventListing.ListingEnd.TRUSTED ? range(seen, to) : null,
                settled);
        proven = covered;
        reached = end;
        grow(page.entries().size());
        return step;
    }

    private PageStep step(
            ReadPage page, long end, @Nullable Range covers, boolean last, @Nullable Range unseen, long settled) {
        boolean behind =
                unseen != null && listing.numbers() != null && listing.numbers().dense();
        return new PageStep.Page(
                page.itemsWithin(reached, end, 0),
                page.broken(0),
                covers,
                List.of(),
                null,
                last,
                0,
                unseen,
                settled,
                behind ? ListingState.BEHIND : ListingState.CURRENT);
    }

    private static @Nullable Range range(long low, long high) {
        return low < high ? new Range(low, high) : null;
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
        doubted = false;
        return Narrowing.POSITION_SKIPPED;
    }

    /** What follows the last item is asked for again: a later slice knows nothing of this one's answers. */
    @Override
    public String resume() {
        long covered = Math.min(proven, to - 1);
        long next = doubted ? Math.min(reached, to - 1) : covered;
        return ResumePoint.MAPPER.writeValueAsString(new RangePoint(from, to, next, covered, width, filled));
    }
}
