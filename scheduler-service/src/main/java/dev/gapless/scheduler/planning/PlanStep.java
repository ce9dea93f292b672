package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.scheduler.gaps.GapCause;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.UnfillableReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One change of the gap ledger. Each is made only if the row is still as it was when this was decided. */
public sealed interface PlanStep {

    /**
     * @param near goes before old history
     * @param due not to be read before; null for at once
     */
    record Open(
            Range range,
            boolean near,
            long generation,
            MiningMode mode,
            GapCause cause,
            @Nullable Instant due) implements PlanStep {

        /** One that can be read at once. */
        Open(Range range, boolean near, long generation, MiningMode mode, GapCause cause) {
            this(range, near, generation, mode, cause, null);
        }
    }

    /** All of the gap is claimed and not held yet: no miner needs to read it, and it is not filled. */
    record Await(GapRow gap) implements PlanStep {}

    /** All of the gap is held, by whichever path it came. */
    record Fill(GapRow gap) implements PlanStep {}

    /** The walk was said to be complete, and coverage still does not show it. */
    record Reopen(GapRow gap, Range range, long generation) implements PlanStep {}

    /** Waits with another range or generation; a place to resume at is forgotten. */
    record Reshape(GapRow gap, Range range, long generation) implements PlanStep {}

    /** Its range is in another gap now, which failed for the same reason. */
    record Absorb(GapRow gap) implements PlanStep {}

    /** The source has forgotten all that is left of the gap. */
    record GiveUp(GapRow gap, Range range) implements PlanStep {}

    /** A gap that cannot be filled has shrunk, because some of it was seen all the same, or has grown with time. */
    record Resize(GapRow gap, Range range) implements PlanStep {}

    /** The source keeps nothing of this any more, and it was never read. */
    record Lose(Range range, long generation, MiningMode mode, UnfillableReason reason) implements PlanStep {}
}
