package dev.gapless.simulation.database;

import dev.gapless.common.message.WalkCheckpoint;
import dev.gapless.common.message.WalkCheckpointClaim;
import dev.gapless.common.message.WalkCheckpointMove;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The checkpoints of walks, by gap. */
final class WalkCheckpointTable {

    private record WalkRow(long epoch, WalkCheckpoint stored) {}

    private final Map<String, WalkRow> rows = new HashMap<>();

    /** Empty when a claim of a higher epoch has come before. */
    Optional<WalkCheckpoint> claim(WalkCheckpointClaim claim) {
        WalkRow row = rows.getOrDefault(claim.gapId(), new WalkRow(claim.epoch(), new WalkCheckpoint(0, 0, null)));
        if (row.epoch() > claim.epoch()) {
            return Optional.empty();
        }
        WalkCheckpoint before = row.stored();
        WalkCheckpoint claimed = new WalkCheckpoint(before.version() + 1, before.schemaVersion(), before.state());
        rows.put(claim.gapId(), new WalkRow(claim.epoch(), claimed));
        return Optional.of(claimed);
    }

    /** Empty when it was claimed or moved by another since. */
    OptionalLong move(WalkCheckpointMove move) {
        WalkRow row = rows.get(move.gapId());
        if (row == null || row.epoch() != move.epoch() || row.stored().version() != move.expectedVersion()) {
            return OptionalLong.empty();
        }
        long version = move.expectedVersion() + 1;
        int schema = move.state() == null ? 0 : move.schemaVersion();
        rows.put(move.gapId(), new WalkRow(move.epoch(), new WalkCheckpoint(version, schema, move.state())));
        return OptionalLong.of(version);
    }
}
