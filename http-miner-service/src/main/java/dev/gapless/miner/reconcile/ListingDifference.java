package dev.gapless.miner.reconcile;

import dev.gapless.common.message.CompareResponse.Held;
import dev.gapless.miner.slice.SliceResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the listing of one page differs from the ledger.
 *
 * @param gone items that the ledger holds there and the source does not have any more
 * @param held items that the ledger holds there
 * @param end not null when the comparison did not come to its end, and the slice ends so
 */
record ListingDifference(
        List<Held> gone, long held, @Nullable SliceResult end) {

    ListingDifference {
        gone = List.copyOf(gone);
    }

    /** Nothing was compared. */
    static ListingDifference none() {
        return new ListingDifference(List.of(), 0, null);
    }

    static ListingDifference ended(SliceResult end) {
        return new ListingDifference(List.of(), 0, end);
    }
}
