package dev.gapless.checkpoint.checkpoints;

import dev.gapless.common.coverage.Range;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A step forward, by whoever holds the checkpoint's lease and knows it as it is.
 *
 * @param token of the lease
 * @param expectedVersion of the checkpoint that the writer has read
 * @param expectedSchemaVersion of its state, as read
 * @param schemaVersion of the new state; not lower
 * @param processed positions that are done now, beside those that were
 * @param items how many items were done since the last move; added to the others
 * @param expected items there are in all; null leaves what is known
 * @param completed true when there is nothing left to do for now
 */
record CheckpointUpdate(
        long token,
        long expectedVersion,
        int expectedSchemaVersion,
        int schemaVersion,
        ObjectNode state,
        List<Range> processed,
        long items,
        @Nullable Long expected,
        boolean completed) {

    public CheckpointUpdate {
        processed = List.copyOf(processed);
        if (items < 0 || (expected != null && expected < 0)) {
            throw new IllegalArgumentException(
                    "items: %d, expected: %s (expected: none below 0)".formatted(items, expected));
        }
        if (schemaVersion < 1 || schemaVersion > StateSchema.CURRENT) {
            throw new IllegalArgumentException(
                    "schemaVersion: %d (expected: 1 to %d)".formatted(schemaVersion, StateSchema.CURRENT));
        }
    }
}
