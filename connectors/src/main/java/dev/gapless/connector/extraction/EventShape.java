package dev.gapless.connector.extraction;

import dev.gapless.common.message.ItemOperation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One type of event of the live path.
 *
 * @param item reads the item out of the whole frame
 * @param time of the event itself; null where no frame of this type says it
 * @param lasting true for a delete after which the id is never used again, so that it is newer than any version
 */
public record EventShape(
        String stream,
        ItemOperation operation,
        ItemParser item,
        @Nullable EventTime time,
        boolean lasting) {

    /** When it happened, in µs since the epoch; null when the frame does not say. */
    public @Nullable Long happenedAt(JsonNode frame) {
        return time == null ? null : time.of(frame);
    }
}
