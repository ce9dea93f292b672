package dev.gapless.sandbox.http;

import dev.gapless.sandbox.world.ItemVersion;
import dev.gapless.sandbox.world.ListingPlace;
import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * What a query asks for: the positions {@code [since, until)}, in one direction, behind a place already shown.
 *
 * @param after last place of the page before; null for the first page
 */
record QueryWindow(
        ListingPlace since,
        ListingPlace until,
        boolean newestFirst,
        @Nullable ListingPlace after) {

    private static final long BEGINNING = Long.MIN_VALUE;

    static QueryWindow of(QueryParameters query, boolean newestFirst) {
        long since = query.number("since", BEGINNING, BEGINNING, Long.MAX_VALUE);
        long until = query.number("until", Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE);
        if (until < since) {
            throw new BadParameterException("until", Long.toString(until), "not before since");
        }
        String cursor = query.text("cursor", "");
        // no id is empty, so these two stand right before the first item of their position
        return new QueryWindow(
                new ListingPlace(since, ""),
                new ListingPlace(until, ""),
                newestFirst,
                cursor.isEmpty() ? null : ListingCursor.read(cursor));
    }

    boolean beginsBefore(long position) {
        return since.position() != BEGINNING && since.position() < position;
    }

    boolean endsBefore(long position) {
        return until.position() <= position;
    }

    /** The same from a position on, or as it is when it begins later. */
    QueryWindow from(long position) {
        return since.position() >= position
                ? this
                : new QueryWindow(new ListingPlace(position, ""), until, newestFirst, after);
    }

    /** The same with nothing inside. */
    QueryWindow emptied() {
        return new QueryWindow(since, since, newestFirst, after);
    }

    /** The versions inside, in the direction asked for; a view. */
    Collection<ItemVersion> of(NavigableMap<ListingPlace, ItemVersion> sorted) {
        ListingPlace low = since;
        ListingPlace high = until;
        if (after != null && newestFirst) {
            high = after.compareTo(high) < 0 ? after : high;
        } else if (after != null) {
            low = after.compareTo(low) > 0 ? after : low;
        }
        if (low.compareTo(high) >= 0) {
            return Collections.emptyList();
        }
        NavigableMap<ListingPlace, ItemVersion> inside = sorted.subMap(low, false, high, false);
        return (newestFirst ? inside.descendingMap() : inside).values();
    }
}
