package dev.gapless.sandbox.world;

import java.util.Comparator;

/** Where an item stands in a listing; the id settles ties, so that a cursor is exact. */
public record Place(long position, String id) implements Comparable<Place> {

    private static final Comparator<Place> ORDER =
            Comparator.comparingLong(Place::position).thenComparing(Place::id);

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }
}
