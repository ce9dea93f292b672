package dev.gapless.simulation.stores;

import dev.gapless.common.coverage.Range;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A gap's row, with some columns set. */
final class GapRowUpdate {

    private GapRow row;

    GapRowUpdate(GapRow row) {
        this.row = row;
    }

    GapRow row() {
        return row;
    }

    GapRowUpdate state(GapState state) {
        return with(state, row.range(), row.epoch(), row.resume(), row.leaseUntil(), row.reason());
    }

    GapRowUpdate range(Range range) {
        return with(row.state(), range, row.epoch(), row.resume(), row.leaseUntil(), row.reason());
    }

    GapRowUpdate epoch(long epoch) {
        return with(row.state(), row.range(), epoch, row.resume(), row.leaseUntil(), row.reason());
    }

    GapRowUpdate resume(@Nullable String resume) {
        return with(row.state(), row.range(), row.epoch(), resume, row.leaseUntil(), row.reason());
    }

    GapRowUpdate leaseUntil(@Nullable Instant until) {
        return with(row.state(), row.range(), row.epoch(), row.resume(), until, row.reason());
    }

    GapRowUpdate reason(@Nullable String reason) {
        return with(row.state(), row.range(), row.epoch(), row.resume(), row.leaseUntil(), reason);
    }

    GapRowUpdate attempts(int attempts) {
        return counted(attempts, row.unseen());
    }

    GapRowUpdate unseen(int unseen) {
        return counted(row.attempts(), unseen);
    }

    private GapRowUpdate with(
            GapState state,
            Range range,
            long epoch,
            @Nullable String resume,
            @Nullable Instant leaseUntil,
            @Nullable String reason) {
        row = new GapRow(
                row.id(),
                row.stream(),
                range,
                state,
                epoch,
                row.generation(),
                new GapRow.GapTries(row.attempts(), row.unseen(), resume, leaseUntil),
                row.mode(),
                reason);
        return this;
    }

    private GapRowUpdate counted(int attempts, int unseen) {
        row = new GapRow(
                row.id(),
                row.stream(),
                row.range(),
                row.state(),
                row.epoch(),
                row.generation(),
                new GapRow.GapTries(attempts, unseen, row.resume(), row.leaseUntil()),
                row.mode(),
                row.reason());
        return this;
    }
}
