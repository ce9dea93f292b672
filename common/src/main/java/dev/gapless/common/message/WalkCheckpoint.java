package dev.gapless.common.message;

import org.jspecify.annotations.Nullable;

/**
 * The checkpoint of a walk, as it is stored.
 *
 * @param version counts its claims and moves, from 1; the next move names it
 * @param schemaVersion of the state, from 1; 0 without one
 * @param state in the miner's words; null when the walk has not begun or was ended
 */
public record WalkCheckpoint(
        long version, int schemaVersion, @Nullable String state) {}
