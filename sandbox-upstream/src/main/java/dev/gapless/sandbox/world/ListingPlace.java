package dev.gapless.sandbox.world;

import java.util.Comparator;

/** Where an item stands in a listing; the id settles ties, so that a cursor is exact. */
public record ListingPlace(long position, String id) implements Comparable<ListingPlace> {

    private static final Comparator<ListingPlace> ORDER =
            Comparator.comparingLong(ListingPlace::position).thenComparing(ListingPlace::id);

    @Override
    public int compareTo(ListingPlace other) {
        return ORDER.compare(this, other);
    }
}
