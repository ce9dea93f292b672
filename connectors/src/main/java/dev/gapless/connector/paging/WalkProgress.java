package dev.gapless.connector.paging;

import dev.gapless.common.coverage.Range;
import org.jspecify.annotations.Nullable;

/**
 * How far a walk over {@code [from, to)} has come. A page proves the positions strictly between the last page's and its
 * own last item but one. There are two reasons. At an edge more items may stand on the next page. The very last item
 * may stand where it does not belong, which only the next page shows.
 *
 * @param bound the covered part reaches from the window's near end to here; always within the window
 * @param near the furthest position but one that was seen in order
 * @param edge the furthest position seen in order, wherever it is
 * @param settled what the answers know of time
 */
record WalkProgress(ListingOrder order, long from, long to, long bound, long near, long edge, SettledBounds settled) {

    /**
     * A page's claim may rest on the pages before it too, which may be old when a walk was resumed. Each is the first
     * position that may have got items after the answer.
     *
     * @param claim of the oldest answer that the covered part's last growth rests on
     * @param near of the oldest answer that what is behind {@link WalkProgress#near} rests on
     * @param edge of the answer that showed {@link WalkProgress#edge}
     */
    record SettledBounds(long claim, long near, long edge) {

        /** Before the first answer. */
        static final SettledBounds NOTHING = new SettledBounds(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

        private SettledBounds after(PageOrder page, boolean nearSeen, long answer) {
            long claimed = Math.min(near, answer);
            return switch (page.inOrder().length) {
                case 0 -> new SettledBounds(claimed, claimed, edge);
                case 1 -> new SettledBounds(claimed, nearSeen && !page.edgeDisplaced() ? edge : claimed, answer);
                default -> new SettledBounds(claimed, answer, answer);
            };
        }
    }

    static WalkProgress start(ListingOrder order, long from, long to) {
        long nothing = nothing(order);
        return new WalkProgress(
                order,
                from,
                to,
                order == ListingOrder.NEWEST_FIRST ? to : from,
                nothing,
                nothing,
                SettledBounds.NOTHING);
    }

    /** Stands for an edge where nothing was seen yet. */
    private static long nothing(ListingOrder order) {
        return order == ListingOrder.NEWEST_FIRST ? Long.MAX_VALUE : -1;
    }

    boolean downward() {
        return order == ListingOrder.NEWEST_FIRST;
    }

    boolean sawNothing() {
        return edge == nothing(order);
    }

    /**
     * After a page of the listing with these positions.
     *
     * @param answer positions from here on may have got items after this page
     */
    WalkProgress after(PageOrder page, long answer) {
        long last = page.edgeDisplaced() ? near : edge;
        long lastButOne = near;
        for (long position : page.inOrder()) {
            lastButOne = last;
            last = position;
        }
        return new WalkProgress(
                order,
                from,
                to,
                proven(lastButOne),
                lastButOne,
                last,
                settled.after(page, lastButOne != nothing(order), answer));
    }

    private long proven(long position) {
        if (position == nothing(order)) {
            return bound;
        }
        return downward() ? Math.max(from, Math.min(bound, position + 1)) : Math.min(to, Math.max(bound, position));
    }

    /** The listing is read anew; what is covered stays so, but the order is that of the pages to come. */
    WalkProgress again() {
        return new WalkProgress(order, from, to, bound, nothing(order), nothing(order), SettledBounds.NOTHING);
    }

    /** What is not covered yet; null when nothing is left. */
    @Nullable
    Range left() {
        return downward() ? range(from, bound) : range(bound, to);
    }

    /** After the last page. */
    WalkProgress end() {
        return new WalkProgress(order, from, to, downward() ? from : to, near, edge, settled);
    }

    /** Positions of the last growth from here on may have got items since the oldest answer that it rests on. */
    long claimSettled() {
        return settled.claim();
    }

    /** What rests on the listing's end alone, since no item was seen beyond; null when nothing does. */
    @Nullable
    Range unseen() {
        if (sawNothing()) {
            return downward() ? range(from, bound) : range(bound, to);
        }
        return downward() ? range(from, Math.min(bound, edge + 1)) : range(Math.max(bound, edge), to);
    }

    private static @Nullable Range range(long low, long high) {
        return low < high ? new Range(low, high) : null;
    }

    /**
     * True when no item of the window can stand on a later page; one item beyond the window may be there by mistake.
     */
    boolean passed() {
        return !sawNothing() && (downward() ? near < from : near >= to);
    }

    /** What this covers beyond {@code earlier}; null when nothing. */
    @Nullable
    Range beyond(WalkProgress earlier) {
        return range(downward() ? bound : earlier.bound, downward() ? earlier.bound : bound);
    }
}
