package dev.gapless.connector.extraction;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * Where a frame says when its event happened, by the source's clock.
 *
 * @param pointer from the whole frame
 */
public record EventTime(JsonPointer pointer, NumberForm form) {

    /** µs since the epoch; null when it is not there. */
    @Nullable
    Long of(JsonNode frame) {
        return form.parse(frame.at(pointer));
    }
}
