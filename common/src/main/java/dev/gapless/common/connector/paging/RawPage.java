package dev.gapless.common.connector.paging;

import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A page cut up.
 *
 * @param items the exact bytes of each
 * @param values what stands at the pointers asked for; those absent are not in it
 */
record RawPage(List<byte[]> items, Map<JsonPointer, JsonNode> values) {

    JsonNode at(JsonPointer pointer) {
        return values.getOrDefault(pointer, MissingNode.getInstance());
    }
}
