package dev.gapless.common.message;

import dev.gapless.common.position.StreamId;

/**
 * A miner takes the checkpoint of a walk for one dispatch of it.
 *
 * @param gapId the gap that is walked
 * @param epoch of the dispatch; one lower than that of an earlier claim is refused
 */
public record WalkCheckpointClaim(StreamId stream, String gapId, long epoch) {}
