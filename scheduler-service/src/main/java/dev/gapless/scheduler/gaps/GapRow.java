package dev.gapless.scheduler.gaps;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The members of a gap that planning and mining need.
 *
 * @param epoch of its last dispatch; every change names the epoch it was decided at
 * @param generation the stream's fork generation that it was planned at
 * @param mode what kind of walk closes it: gaps of RECONCILE ask for what the listing does not show, others for the
 *     rest
 * @param reason what was last said of it; of an UNFILLABLE gap, an {@link UnfillableReason}'s word
 */
public record GapRow(
        String id,
        StreamId stream,
        Range range,
        GapState state,
        long epoch,
        long generation,
        GapTries tries,
        MiningMode mode,
        @Nullable String reason) {
    /**
     * What mining has tried of a gap.
     *
     * @param attempts slices that failed in a row
     * @param unseen walks in a row that were reported complete and that coverage did not show
     * @param resume where an earlier slice stopped, in the miner's own words; null when nothing is begun
     * @param leaseUntil SCHEDULED and FILLING: when to stop waiting; null otherwise
     */
    public record GapTries(
            int attempts,
            int unseen,
            @Nullable String resume,
            @Nullable Instant leaseUntil) {}

    public int attempts() {
        return tries.attempts();
    }

    public int unseen() {
        return tries.unseen();
    }

    public @Nullable String resume() {
        return tries.resume();
    }

    public @Nullable Instant leaseUntil() {
        return tries.leaseUntil();
    }

    /** The columns that {@link GapRows} reads. */
    public static final String COLUMNS = """
            id, source, account, stream, range_from, range_to, state, epoch, generation, resume, attempts, unseen,
            lease_until, mode, reason
            """;

    public boolean reconciles() {
        return mode == MiningMode.RECONCILE;
    }

    /** True while it is not worked on: it may change its shape. */
    public boolean waits() {
        return state == GapState.OPEN || state == GapState.STUCK;
    }

    /** True when its walk was said to be complete, and coverage had its time to show it. */
    public boolean overdue(Instant now) {
        return state == GapState.FILLING && (tries.leaseUntil == null || !now.isBefore(tries.leaseUntil));
    }
}
