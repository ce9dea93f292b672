package dev.gapless.simulation.actors;

import dev.gapless.common.message.WalkCheckpoint;
import dev.gapless.common.message.WalkCheckpointClaim;
import dev.gapless.common.message.WalkCheckpointMove;
import dev.gapless.miner.ledger.LedgerUnavailableException;
import dev.gapless.miner.ledger.WalkCheckpointClient;
import dev.gapless.simulation.database.SimulatedDatabase;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.time.SimulatedNode;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** The checkpoints of walks, as miners ask for them. */
final class SimulatedWalkCheckpoints implements WalkCheckpointClient {

    private final SimulatedNode node;
    private final SimulationContext stage;
    private final SimulatedDatabase database;

    SimulatedWalkCheckpoints(SimulatedNode node, SimulationContext stage, SimulatedDatabase database) {
        this.node = node;
        this.stage = stage;
        this.database = database;
    }

    @Override
    public Optional<WalkCheckpoint> claim(WalkCheckpointClaim claim) throws LedgerUnavailableException {
        reach();
        Optional<WalkCheckpoint> answer = database.claim(claim);
        node.await(stage.travel());
        node.reached("checkpoint claimed");
        return answer;
    }

    @Override
    public OptionalLong move(WalkCheckpointMove move) throws LedgerUnavailableException {
        reach();
        OptionalLong answer = database.move(move);
        node.await(stage.travel());
        node.reached("checkpoint moved");
        return answer;
    }

    private void reach() throws LedgerUnavailableException {
        node.reached("checkpoint");
        node.await(stage.travel());
        if (stage.chaos().strikes(FaultKind.LEDGER_AWAY)) {
            throw new LedgerUnavailableException(new IOException("away"));
        }
    }
}
