package dev.gapless.common.connector.paging;

import dev.gapless.common.connector.extraction.ItemParser;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/**
 * An event stream's paged listing.
 *
 * @param items the array of items in a page
 * @param reader reads one of them
 * @param orderedBy what the listing is ordered by where that is not the position; null where it is
 * @param endTrusted true when the source's word that the listing ends is proof of what it does not list
 * @param numbered true when positions are numbers and not times
 * @param size null where the number of items of a page is the source's own, or must not change on the way
 */
public record EventListing(
        ListingRequest request,
        WindowParameters window,
        ListingOrder order,
        PagingStyle paging,
        JsonPointer items,
        ItemParser reader,
        @Nullable OrderKey orderedBy,
        boolean endTrusted,
        boolean numbered,
        @Nullable PageSize size) {}
