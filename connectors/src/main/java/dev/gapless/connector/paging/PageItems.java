package dev.gapless.connector.paging;

import tools.jackson.core.JsonPointer;

/**
 * Where a page holds its items.
 *
 * @param at the array of items
 * @param optional true where a page without items has no such array, or {@code null} in its place
 */
public record PageItems(JsonPointer at, boolean optional) {}
