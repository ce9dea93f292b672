package dev.gapless.miner.ledger;

import dev.gapless.common.message.WalkCheckpoint;
import dev.gapless.common.message.WalkCheckpointClaim;
import dev.gapless.common.message.WalkCheckpointMove;
import java.util.Optional;
import java.util.OptionalLong;

/** Stores the checkpoints of walks outside of miners. */
public interface WalkCheckpointClient {

    /**
     * A miner that claimed it under a lower epoch, or the same, moves it no more.
     *
     * @return empty when a later dispatch has claimed it
     * @throws LedgerUnavailableException when there is no answer
     */
    Optional<WalkCheckpoint> claim(WalkCheckpointClaim claim) throws LedgerUnavailableException;

    /**
     * @return its version from now on; empty when another has claimed or moved it, and nothing was saved
     * @throws LedgerUnavailableException when there is no answer, and it may or may not be saved
     */
    OptionalLong move(WalkCheckpointMove move) throws LedgerUnavailableException;
}
