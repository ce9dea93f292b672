package dev.gapless.connector.paging;

import dev.gapless.connector.extraction.ItemParser;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/**
 * An event stream's paged listing.
 *
 * @param items the array of items in a page
 * @param reader reads one of them
 * @param orderedBy what the listing is ordered by where that is not the position; null where it is
 * @param end what the source's word that the listing ends proves
 * @param numbers how far the stream reaches is told there; null when positions are times
 * @param size null where the number of items of a page is the source's own, or must not change on the way
 */
public record EventListing(
        ListingRequest request,
        WindowParameters window,
        ListingOrder order,
        PagingStyle paging,
        PageItems items,
        ItemParser reader,
        @Nullable OrderKey orderedBy,
        ListingEnd end,
        @Nullable NumberHead numbers,
        @Nullable PageSize size) {

    /** What the end of a listing proves. */
    public enum ListingEnd {
        /** That nothing was left out, once the end was seen a second time. */
        CONFIRMED,

        /** That nothing was left out. */
        TRUSTED,

        /** Nothing: the source lists its newest items only. */
        CUT
    }

    /**
     * How far a numbered stream reaches.
     *
     * @param pointer where a page tells the highest number; null where the items of a page without bounds tell it
     * @param probe parameters of the call that is made to learn it, beside the fixed ones
     * @param dense true when no number is left out
     */
    public record NumberHead(@Nullable JsonPointer pointer, Map<String, String> probe, boolean dense) {

        public NumberHead {
            probe = Map.copyOf(probe);
        }

        /** By a call with the fixed parameters alone. */
        public NumberHead(@Nullable JsonPointer pointer) {
            this(pointer, Map.of(), false);
        }
    }

    /** Whose pages all have the array of items. */
    public EventListing(
            ListingRequest request,
            WindowParameters window,
            ListingOrder order,
            PagingStyle paging,
            JsonPointer items,
            ItemParser reader,
            @Nullable OrderKey orderedBy,
            ListingEnd end,
            @Nullable NumberHead numbers,
            @Nullable PageSize size) {
        this(request, window, order, paging, new PageItems(items, null), reader, orderedBy, end, numbers, size);
    }

    /** Whose first page tells by its items how far it reaches, if it is numbered. */
    public EventListing(
            ListingRequest request,
            WindowParameters window,
            ListingOrder order,
            PagingStyle paging,
            JsonPointer items,
            ItemParser reader,
            @Nullable OrderKey orderedBy,
            boolean endTrusted,
            boolean numbered,
            @Nullable PageSize size) {
        this(
                request,
                window,
                order,
                paging,
                new PageItems(items, null),
                reader,
                orderedBy,
                endTrusted ? ListingEnd.TRUSTED : ListingEnd.CONFIRMED,
                numbered ? new NumberHead(null) : null,
                size);
    }
}
