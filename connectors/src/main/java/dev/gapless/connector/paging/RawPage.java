package dev.gapless.connector.paging;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A page cut up.
 *
 * @param items the exact bytes of each
 * @param values what stands at the pointers asked for; those absent are not in it
 * @param link the answer's {@code Link} header; null when it has none
 */
record RawPage(
        List<byte[]> items,
        Map<JsonPointer, JsonNode> values,
        @Nullable String link) {

    RawPage with(@Nullable String header) {
        return new RawPage(items, values, header);
    }

    JsonNode at(JsonPointer pointer) {
        return values.getOrDefault(pointer, MissingNode.getInstance());
    }
}
