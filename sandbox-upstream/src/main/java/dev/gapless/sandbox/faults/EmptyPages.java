package dev.gapless.sandbox.faults;

import org.jspecify.annotations.Nullable;

/** Listings that are empty and say that this is all: what a gateway answers while the platform behind it is away. */
final class EmptyPages extends BoundedFault {

    EmptyPages(FaultOrder order) {
        super(order);
    }

    @Override
    public @Nullable ListingFault onListing(boolean cursor) {
        return strike() ? new ListingFault.Empty() : null;
    }
}
