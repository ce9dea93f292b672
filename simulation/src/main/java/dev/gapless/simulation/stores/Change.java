package dev.gapless.simulation.stores;

import dev.gapless.common.coverage.Range;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A gap's row, with some columns set. */
final class Change {

    private GapRow row;

    Change(GapRow row) {
        this.row = row;
    }

    GapRow row() {
        return row;
    }

    Change state(GapState state) {
        return with(state, row.range(), row.epoch(), row.resume(), row.leaseUntil(), row.reason());
    }

    Change range(Range range) {
        return with(row.state(), range, row.epoch(), row.resume(), row.leaseUntil(), row.reason());
    }

    Change epoch(long epoch) {
        return with(row.state(), row.range(), epoch, row.resume(), row.leaseUntil(), row.reason());
    }

    Change resume(@Nullable String resume) {
        return with(row.state(), row.range(), row.epoch(), resume, row.leaseUntil(), row.reason());
    }

    Change leaseUntil(@Nullable Instant until) {
        return with(row.state(), row.range(), row.epoch(), row.resume(), until, row.reason());
    }

    Change reason(@Nullable String reason) {
        return with(row.state(), row.range(), row.epoch(), row.resume(), row.leaseUntil(), reason);
    }

    Change attempts(int attempts) {
        return counted(attempts, row.unseen());
    }

    Change unseen(int unseen) {
        return counted(row.attempts(), unseen);
    }

    private Change with(
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
                resume,
                row.attempts(),
                row.unseen(),
                leaseUntil,
                row.mode(),
                reason);
        return this;
    }

    private Change counted(int attempts, int unseen) {
        row = new GapRow(
                row.id(),
                row.stream(),
                row.range(),
                row.state(),
                row.epoch(),
                row.generation(),
                row.resume(),
                attempts,
                unseen,
                row.leaseUntil(),
                row.mode(),
                row.reason());
        return this;
    }
}
