package dev.gapless.connector.paging;

import dev.gapless.connector.extraction.NumberForm;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * The key of a listing's order where it is not the item's position, for example because an author may date a post back.
 * No item has a position after its key, so a walk that has seen everything down to a key has seen every later position.
 */
public record OrderKey(JsonPointer pointer, NumberForm form) {

    @Nullable
    Long of(JsonNode item) {
        return form.parse(item.at(pointer));
    }
}
