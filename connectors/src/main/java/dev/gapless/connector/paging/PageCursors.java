package dev.gapless.connector.paging;

import dev.gapless.common.position.StreamId;
import dev.gapless.connector.paging.KnownPlaces.KnownPlace;
import java.net.URI;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the place where a walk begins, or goes on.
 *
 * @param known where cursors of the stream are remembered
 * @param stream whose listing it is
 * @param anew true for a walk that begins at no cursor of another one, to be a proof of its own
 */
record PageCursors(EventListing listing, ListingAddress address, KnownPlaces known, StreamId stream, boolean anew) {

    /** Where nothing stands before a place. */
    static final long NOTHING = Long.MIN_VALUE;

    /** Where anything may stand before a place. */
    static final long UNKNOWN = Long.MAX_VALUE;

    PageCursor start(WalkProgress reach) {
        return switch (listing.paging()) {
            case PagingStyle.Cursor cursor -> known(cursor, reach.from());
            case PagingStyle.Offset offset -> OffsetPageCursor.start(offset, listing.window(), reach);
            case PagingStyle.MovingWindow window ->
                new WindowPageCursor(window, listing.window(), reach.bound(), reach.to());
            case PagingStyle.Link link -> new LinkPageCursor(address.base(), null);
            case PagingStyle.PageNumber page -> new NumberedPageCursor(page, page.first(), 0, 0);
            case PagingStyle.LastItem item -> LastItemCursor.at(item, null);
            case PagingStyle.NumberRange range -> throw new IllegalStateException("walked by stretches");
            case PagingStyle.WholeListing whole -> throw new IllegalStateException("walked as a whole");
        };
    }

    private PageCursor known(PagingStyle.Cursor cursor, long from) {
        @Nullable KnownPlace place = anew ? null : known.begin(stream, from);
        return place == null ? new TokenPageCursor(cursor, null) : new TokenPageCursor(cursor, place.cursor(), place);
    }

    /** The highest position before a place where a walk begins. */
    static long highestBefore(PageCursor place) {
        @Nullable KnownPlace begun = knownPlace(place);
        return begun == null ? NOTHING : begun.before();
    }

    /**
     * The source has answered at the place.
     *
     * @param next where the page leads on; null where it is the last one
     * @param highest position before the place. A page may hold one that is higher than those of later pages.
     *     {@link #UNKNOWN} where a walk went on without that knowledge, which remembers nothing then
     * @return the highest position before the next place
     */
    long passed(PageCursor place, ReadPage page, @Nullable PageCursor next, long highest) {
        note(place, highestBefore(place));
        long reached = Math.max(highest, Arrays.stream(page.positions()).max().orElse(NOTHING));
        if (reached != UNKNOWN) {
            note(next, reached);
            known.reached(stream, reached);
        }
        return reached;
    }

    private void note(@Nullable PageCursor place, long before) {
        if (place instanceof TokenPageCursor token
                && token.paging().lasting()
                && token.cursor() != null
                && before != NOTHING) {
            known.note(stream, before, token.cursor());
        }
    }

    /** Where another walk has seen the place, and this one has not asked for it yet; null elsewhere. */
    static @Nullable KnownPlace knownPlace(PageCursor place) {
        return place instanceof TokenPageCursor token ? token.known() : null;
    }

    /** The source gave no page at a place that another walk has seen. */
    void unanswered() {
        known.unanswered(stream);
    }

    /** The source has lost a place of the stream, so that all of them are in doubt. This walk uses no other one. */
    PageCursors forgotten() {
        known.forget(stream);
        return new PageCursors(listing, address, known, stream, true);
    }

    PageCursor resumed(ResumePoint point, WalkProgress reach) {
        return switch (listing.paging()) {
            case PagingStyle.Cursor cursor ->
                new TokenPageCursor(cursor, point.cursor().text());
            case PagingStyle.Offset offset ->
                new OffsetPageCursor(
                        offset,
                        listing.window(),
                        new WalkProgress(
                                reach.order(),
                                reach.from(),
                                reach.to(),
                                point.cursor().base(),
                                reach.near(),
                                reach.edge(),
                                reach.settled()),
                        point.cursor().offset(),
                        point.cursor().text(),
                        point.cursor().total());
            case PagingStyle.MovingWindow window ->
                new WindowPageCursor(window, listing.window(), point.cursor().offset(), reach.to());
            case PagingStyle.Link link ->
                new LinkPageCursor(
                        address.base(),
                        point.cursor().text() == null
                                ? null
                                : URI.create(point.cursor().text()));
            case PagingStyle.PageNumber page ->
                new NumberedPageCursor(
                        page,
                        point.cursor().offset(),
                        point.cursor().base(),
                        point.cursor().total());
            case PagingStyle.LastItem item ->
                LastItemCursor.at(item, point.cursor().text());
            case PagingStyle.NumberRange range -> throw new IllegalStateException("walked by stretches");
            case PagingStyle.WholeListing whole -> throw new IllegalStateException("walked as a whole");
        };
    }

    String kind() {
        return switch (listing.paging()) {
            case PagingStyle.Cursor cursor -> "cursor";
            case PagingStyle.Offset offset -> "offset";
            case PagingStyle.MovingWindow window -> "window";
            case PagingStyle.Link link -> "link";
            case PagingStyle.PageNumber page -> "page";
            case PagingStyle.LastItem item -> "last-item";
            case PagingStyle.NumberRange range -> throw new IllegalStateException("walked by stretches");
            case PagingStyle.WholeListing whole -> throw new IllegalStateException("walked as a whole");
        };
    }
}
