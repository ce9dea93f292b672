package dev.gapless.scheduler.gaps;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What planning and mining need of a gap.
 *
 * @param epoch of its last dispatch; every change names the epoch it was decided at
 * @param generation the stream's fork generation that it was planned at
 * @param resume where an earlier slice stopped, in the miner's own words; null when nothing is begun
 * @param attempts slices that failed in a row
 * @param unseen walks in a row that were reported complete and that coverage did not show
 * @param leaseUntil SCHEDULED and FILLING: when to stop waiting; null otherwise
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
        @Nullable String resume,
        int attempts,
        int unseen,
        @Nullable Instant leaseUntil,
        MiningMode mode,
        @Nullable String reason) {

    /** The columns that {@link GapRows} reads. */
    public static final String COLUMNS = """
            id, source, account, stream, range_from, range_to, state, epoch, generation, resume, attempts, unseen,
            lease_until, mode, reason
            """;

    public boolean reconciles() {
        return mode == MiningMode.RECONCILE;
    }

    /** True while nobody works on it: it may change its shape. */
    public boolean waits() {
        return state == GapState.OPEN || state == GapState.STUCK;
    }

    /** True when its walk was said to be complete, and coverage had its time to show it. */
    public boolean overdue(Instant now) {
        return state == GapState.FILLING && (leaseUntil == null || !now.isBefore(leaseUntil));
    }
}
