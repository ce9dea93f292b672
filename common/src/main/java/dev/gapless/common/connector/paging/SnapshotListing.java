package dev.gapless.common.connector.paging;

import dev.gapless.common.connector.extraction.ItemParser;
import java.util.Map;
import tools.jackson.core.JsonPointer;

/**
 * A snapshot stream's current state.
 *
 * @param path below the base URL, with {@code {account}} where the account's id goes
 * @param item the item in the answer; empty when the answer is the item
 */
public record SnapshotListing(String path, Map<String, String> fixed, JsonPointer item, ItemParser reader) {}
