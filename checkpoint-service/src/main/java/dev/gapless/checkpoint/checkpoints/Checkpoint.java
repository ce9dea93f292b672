package dev.gapless.checkpoint.checkpoints;

import dev.gapless.common.coverage.Coverage;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How far a processor has come. All instants are by the database's clock.
 *
 * @param createdAt when it was first asked for
 * @param progressedAt when it was last moved, or progress was told of
 * @param completedAt null while there is work to do
 * @param state what the processor remembers, at {@code schemaVersion}
 * @param contentHash SHA-256 of the state as canonical JSON, in hex
 * @param migratedAt when its state was last raised to a newer schema; null for never
 * @param version counts its moves, from 1
 * @param token of the lease under which it was last moved; 0 before the first move
 * @param horizonFrom the first position that is wanted: it was set when the checkpoint was made, and time does not move
 *     it
 * @param processed which positions are done; a set, because work does not come in order
 * @param firstProcessedAt when anything was first done; null for never
 * @param done items, summed up over all moves
 * @param expected items there are in all; null when nobody knows
 */
record Checkpoint(
        CheckpointId id,
        Instant createdAt,
        Instant progressedAt,
        @Nullable Instant completedAt,
        ObjectNode state,
        String contentHash,
        int schemaVersion,
        @Nullable Instant migratedAt,
        long version,
        long token,
        long horizonFrom,
        Coverage processed,
        @Nullable Instant firstProcessedAt,
        long done,
        @Nullable Long expected) {

    public boolean isComplete() {
        return completedAt != null;
    }

    /** Null while it is not complete. */
    public @Nullable Duration processingDuration() {
        return completedAt == null ? null : Duration.between(createdAt, completedAt);
    }
}
