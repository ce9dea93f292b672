package dev.gapless.sandbox.faults;

import org.jspecify.annotations.Nullable;

/** Listings that call whatever window they are asked for gone, although nothing is; reads by id are not met. */
final class GoneWindows extends BoundedFault {

    GoneWindows(FaultOrder order) {
        super(order);
    }

    @Override
    public @Nullable ListingFault onListing(boolean cursor) {
        return strike() ? new ListingFault.Gone("window_gone", "since: nothing is listed any more") : null;
    }
}
