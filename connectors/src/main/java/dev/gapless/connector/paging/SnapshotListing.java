package dev.gapless.connector.paging;

import dev.gapless.connector.extraction.ItemParser;
import tools.jackson.core.JsonPointer;

/**
 * A snapshot stream's current state.
 *
 * @param item the item in the answer; empty when the answer is the item
 */
public record SnapshotListing(ListingRequest request, JsonPointer item, ItemParser reader) {}
