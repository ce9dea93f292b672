package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Range;
import dev.gapless.scheduler.gaps.GapRow;

/** One change of the gap ledger. Each is made only if the row is still as it was when this was decided. */
public sealed interface PlanStep {

    /** @param near goes before old history */
    record Open(Range range, boolean near, long generation) implements PlanStep {}

    /** Nothing of the gap is missing any more, whoever brought it. */
    record Fill(GapRow gap) implements PlanStep {}

    /** The walk was said to be complete, and coverage still does not show it. */
    record Reopen(GapRow gap, Range range, long generation) implements PlanStep {}

    /** Waits with another range or generation; a place to resume at is forgotten. */
    record Reshape(GapRow gap, Range range, long generation) implements PlanStep {}
}
