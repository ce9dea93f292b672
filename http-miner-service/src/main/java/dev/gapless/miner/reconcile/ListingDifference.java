package dev.gapless.miner.reconcile;

import dev.gapless.common.message.CompareResponse.Held;
import dev.gapless.miner.reconcile.ReconcileState.Place;
import dev.gapless.miner.slice.SliceResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the listing of one page differs from the ledger.
 *
 * @param gone items that the ledger holds there and the source does not have any more
 * @param held items that the ledger holds there
 * @param unproven items that the source has there, and that stay deleted in the ledger
 * @param end not null when the comparison did not come to its end, and the slice ends so
 */
record ListingDifference(
        List<Held> gone,
        long held,
        List<Place> unproven,
        @Nullable SliceResult end) {

    ListingDifference {
        gone = List.copyOf(gone);
        unproven = List.copyOf(unproven);
    }

    /** Nothing was compared. */
    static ListingDifference none() {
        return new ListingDifference(List.of(), 0, List.of(), null);
    }

    static ListingDifference ended(SliceResult end) {
        return new ListingDifference(List.of(), 0, List.of(), end);
    }

    ListingDifference with(List<Place> created) {
        return new ListingDifference(gone, held, created, end);
    }
}
