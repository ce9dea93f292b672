package dev.gapless.miner.fakes;

import dev.gapless.common.message.WalkCheckpoint;
import dev.gapless.common.message.WalkCheckpointClaim;
import dev.gapless.common.message.WalkCheckpointMove;
import dev.gapless.miner.ledger.LedgerUnavailableException;
import dev.gapless.miner.ledger.WalkCheckpointClient;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The table of walks' checkpoints, in memory. Away when a test says so. */
public final class InMemoryWalkCheckpoints implements WalkCheckpointClient {

    private record Row(long epoch, WalkCheckpoint stored) {}

    private final Map<String, Row> rows = new HashMap<>();
    private boolean away;
    private int movesLeft = Integer.MAX_VALUE;

    public void away(boolean now) {
        away = now;
    }

    /** The miner dies behind so many saved pages: nothing more of it is saved. */
    public void dyingAfter(int moves) {
        movesLeft = moves;
    }

    public void store(String gap, long epoch, WalkCheckpoint checkpoint) {
        rows.put(gap, new Row(epoch, checkpoint));
    }

    @Override
    public Optional<WalkCheckpoint> claim(WalkCheckpointClaim claim) throws LedgerUnavailableException {
        reach();
        Row row = rows.getOrDefault(claim.gapId(), new Row(Long.MIN_VALUE, new WalkCheckpoint(0, 0, null)));
        if (row.epoch() > claim.epoch()) {
            return Optional.empty();
        }
        WalkCheckpoint before = row.stored();
        WalkCheckpoint claimed = new WalkCheckpoint(before.version() + 1, before.schemaVersion(), before.state());
        rows.put(claim.gapId(), new Row(claim.epoch(), claimed));
        return Optional.of(claimed);
    }

    @Override
    public OptionalLong move(WalkCheckpointMove move) throws LedgerUnavailableException {
        if (movesLeft == 0) {
            throw new LedgerUnavailableException(new IOException("dead"));
        }
        movesLeft--;
        reach();
        Row row = rows.get(move.gapId());
        if (row == null || row.epoch() != move.epoch() || row.stored().version() != move.expectedVersion()) {
            return OptionalLong.empty();
        }
        long version = move.expectedVersion() + 1;
        int schema = move.state() == null ? 0 : move.schemaVersion();
        rows.put(move.gapId(), new Row(move.epoch(), new WalkCheckpoint(version, schema, move.state())));
        return OptionalLong.of(version);
    }

    private void reach() throws LedgerUnavailableException {
        if (away) {
            throw new LedgerUnavailableException(new IOException("away"));
        }
    }
}
