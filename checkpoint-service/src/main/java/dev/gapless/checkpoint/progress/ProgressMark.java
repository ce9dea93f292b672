package dev.gapless.checkpoint.progress;

import dev.gapless.checkpoint.checkpoints.CheckpointId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far somebody says they are.
 *
 * @param id made where the mark is made, so that one that is kept twice is one
 * @param token of the lease they work under; a mark of somebody who lost it is kept, and does not count
 * @param done items so far
 * @param expected items there are in all; null when nobody knows
 * @param note in the teller's words; null for none
 * @param at by the teller's clock
 */
record ProgressMark(
        UUID id,
        CheckpointId checkpoint,
        long token,
        long done,
        @Nullable Long expected,
        @Nullable String note,
        Instant at) {}
