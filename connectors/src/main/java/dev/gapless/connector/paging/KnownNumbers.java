package dev.gapless.connector.paging;

import dev.gapless.common.coverage.Range;
import dev.gapless.connector.paging.EventListing.NumberHead;
import org.jspecify.annotations.Nullable;

/**
 * What a numbered listing must show because another answer has told of it. A listing may be behind its own newest page,
 * or behind the live path. Times have a settle time for that, and numbers have none.
 */
final class KnownNumbers {

    private KnownNumbers() {}

    /**
     * True where a listing ends before a number that is known to be there. Without an upper bound it shows all there
     * is, and a window ends where an item was seen. Where no number is left out, each one below that is there too.
     *
     * @param after the last page
     */
    static boolean endsEarly(EventListing listing, WalkProgress after) {
        @Nullable NumberHead numbers = listing.numbers();
        if (numbers == null) {
            return false;
        }
        boolean known = numbers.dense()
                || (!after.downward()
                        && numbers.pointer() == null
                        && listing.window().until() == null);
        return known && (after.downward() ? after.sawNothing() : after.sawNothing() || after.edge() + 1 < after.to());
    }

    /**
     * What a listing from the newest on leaves out before its first item, although no number is left out.
     *
     * @param before the page
     * @return null for nothing
     */
    static @Nullable Range above(EventListing listing, WalkProgress before, PageOrder page) {
        @Nullable NumberHead numbers = listing.numbers();
        long[] positions = page.inOrder();
        if (numbers == null
                || !numbers.dense()
                || !before.downward()
                || !before.sawNothing()
                || positions.length == 0) {
            return null;
        }
        long from = positions[0] < before.from() ? before.from() : positions[0] + 1;
        return from < before.bound() && positions[0] < before.bound() ? new Range(from, before.bound()) : null;
    }
}
