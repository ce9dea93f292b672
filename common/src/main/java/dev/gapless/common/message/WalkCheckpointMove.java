package dev.gapless.common.message;

import dev.gapless.common.position.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * A miner saves how far a walk has come.
 *
 * @param epoch of the dispatch that claimed the checkpoint
 * @param expectedVersion as the claim or the last move answered
 * @param schemaVersion of the state, from 1; never lower than that of the stored one
 * @param state in the miner's words; null to end the walk, or to have it begun anew
 */
public record WalkCheckpointMove(
        StreamId stream,
        String gapId,
        long epoch,
        long expectedVersion,
        int schemaVersion,
        @Nullable String state) {}
