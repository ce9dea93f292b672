package dev.gapless.common.connector.paging;

import dev.gapless.common.coverage.Range;
import org.jspecify.annotations.Nullable;

/**
 * How far a walk over {@code [from, to)} has come. A page proves the positions strictly between the last page's and its
 * own last item but one: at an edge more items may stand on the next page, and the very last item may be one that
 * stands where it does not belong, which only the next page shows.
 *
 * @param bound the covered part reaches from the window's near end to here; always within the window
 * @param near the furthest position but one that was seen in order
 * @param edge the furthest position seen in order, wherever it is
 */
record Reach(Order order, long from, long to, long bound, long near, long edge) {

    static Reach start(Order order, long from, long to) {
        long nothing = nothing(order);
        return new Reach(order, from, to, order == Order.NEWEST_FIRST ? to : from, nothing, nothing);
    }

    /** Stands for an edge where nothing was seen yet. */
    private static long nothing(Order order) {
        return order == Order.NEWEST_FIRST ? Long.MAX_VALUE : -1;
    }

    boolean downward() {
        return order == Order.NEWEST_FIRST;
    }

    boolean sawNothing() {
        return edge == nothing(order);
    }

    /** After a page of the listing with these positions. */
    Reach after(PageOrder page) {
        long last = page.edgeDisplaced() ? near : edge;
        long lastButOne = near;
        for (long position : page.inOrder()) {
            lastButOne = last;
            last = position;
        }
        return new Reach(order, from, to, proven(lastButOne), lastButOne, last);
    }

    private long proven(long position) {
        if (position == nothing(order)) {
            return bound;
        }
        return downward() ? Math.max(from, Math.min(bound, position + 1)) : Math.min(to, Math.max(bound, position));
    }

    /** The listing is read anew; what is covered stays so, but the order is that of the pages to come. */
    Reach again() {
        return new Reach(order, from, to, bound, nothing(order), nothing(order));
    }

    /** After the last page. */
    Reach end() {
        return new Reach(order, from, to, downward() ? from : to, near, edge);
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
    Range beyond(Reach earlier) {
        return range(downward() ? bound : earlier.bound, downward() ? earlier.bound : bound);
    }
}
