package dev.gapless.common.connector.paging;

import dev.gapless.common.coverage.Range;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How far a walk over {@code [from, to)} has come. A page proves the positions strictly between its edge and the last
 * page's: at the edge itself more items may stand on the next page.
 *
 * @param bound the covered part reaches from the window's near end to here; always within the window
 * @param edge the furthest position seen, wherever it is
 */
record Reach(Order order, long from, long to, long bound, long edge) {

    static Reach start(Order order, long from, long to) {
        return order == Order.NEWEST_FIRST
                ? new Reach(order, from, to, to, Long.MAX_VALUE)
                : new Reach(order, from, to, from, -1);
    }

    private boolean downward() {
        return order == Order.NEWEST_FIRST;
    }

    /** After a page with these positions, none of which proves more than the furthest one. */
    Reach after(long[] positions) {
        if (positions.length == 0) {
            return this;
        }
        if (downward()) {
            long lowest = Math.min(edge, Arrays.stream(positions).min().orElseThrow());
            long above = lowest == Long.MAX_VALUE ? lowest : lowest + 1;
            return new Reach(order, from, to, Math.max(from, Math.min(bound, above)), lowest);
        }
        long highest = Math.max(edge, Arrays.stream(positions).max().orElseThrow());
        return new Reach(order, from, to, Math.min(to, Math.max(bound, highest)), highest);
    }

    /** The listing is read anew; what is covered stays so, but the order is that of the pages to come. */
    Reach again() {
        return new Reach(order, from, to, bound, start(order, from, to).edge);
    }

    /** After the last page. */
    Reach end() {
        return new Reach(order, from, to, downward() ? from : to, edge);
    }

    /** True when no item of the window can stand on a later page. */
    boolean passed() {
        return downward() ? edge < from : edge >= to;
    }

    /** What this covers beyond {@code earlier}; null when nothing. */
    @Nullable
    Range beyond(Reach earlier) {
        long low = downward() ? bound : earlier.bound;
        long high = downward() ? earlier.bound : bound;
        return low < high ? new Range(low, high) : null;
    }

    /** True when the positions keep the listing's order; then, and only then, the rules above hold. */
    boolean inOrder(long[] positions, boolean andContinue) {
        long last = andContinue ? edge : start(order, from, to).edge;
        for (long position : positions) {
            if (downward() ? position > last : position < last) {
                return false;
            }
            last = position;
        }
        return true;
    }
}
