package dev.gapless.connector.paging;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/**
 * The place of the items in a page.
 *
 * @param at the array of items
 * @param present what every good page has, where a page without items may lack the array; null where no page may
 */
public record PageItems(JsonPointer at, @Nullable JsonPointer present) {}
