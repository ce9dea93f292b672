package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.UnfillableReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A stream's gaps that cannot be filled, while a plan is made. They shrink when some of them was seen all the same; one
 * that the source forgot by its age grows with what is forgotten next.
 */
final class UnfillableGaps {

    private final Map<GapRow, Range> rows = new LinkedHashMap<>();
    private final Map<Range, UnfillableReason> lost = new LinkedHashMap<>();

    /** @param left the span of what is still missing of it */
    void keep(GapRow row, Range left) {
        rows.put(row, left);
    }

    /** @param piece missing, and in no gap yet */
    void add(Range piece, UnfillableReason reason) {
        for (Map.Entry<GapRow, Range> row : rows.entrySet()) {
            if (reason.word().equals(row.getKey().reason()) && row.getValue().touches(piece)) {
                row.setValue(RangeArithmetic.around(row.getValue(), piece));
                return;
            }
        }
        lost.put(piece, reason);
    }

    Coverage kept() {
        return Coverage.of(rows.values()).plus(Coverage.of(lost.keySet()));
    }

    List<PlanStep> steps(long generation, MiningMode mode) {
        List<PlanStep> steps = new ArrayList<>();
        rows.forEach((row, range) -> {
            if (!range.equals(row.range())) {
                steps.add(new PlanStep.Resize(row, range));
            }
        });
        lost.forEach((piece, reason) -> steps.add(new PlanStep.Lose(piece, generation, mode, reason)));
        return steps;
    }
}
