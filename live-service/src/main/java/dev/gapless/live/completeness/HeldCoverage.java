package dev.gapless.live.completeness;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MissingResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the ledger holds of a stream's creations: the last run of positions without a gap, and the gaps between the runs
 * before it. What lies before the first run is not called a gap, because it may not be wanted.
 *
 * @param whole the last run
 * @param gaps between runs; the newest, {@value #MOST_GAPS} at most
 * @param lacking all positions below the horizon's end that are not held
 */
record HeldCoverage(Range whole, Coverage gaps, Coverage lacking) {

    static final int MOST_GAPS = 100;

    /**
     * Of the answer for the horizon from 0 to {@code to}; empty when nothing is held.
     *
     * @param to where the horizon ends; for a numbered stream its frontier counts, where that is lower
     */
    static Optional<HeldCoverage> of(MissingResponse.Entry answer, long to) {
        Long frontier = answer.frontier();
        long end = frontier == null ? to : Math.min(to, frontier);
        if (end <= 0) {
            return Optional.empty();
        }
        // what is claimed is not held yet
        Coverage lacking = Coverage.of(answer.missing()).plus(Coverage.of(answer.undecided()));
        List<Range> runs = lacking.missingFrom(Range.of(0, end)).ranges();
        if (runs.isEmpty()) {
            return Optional.empty();
        }
        List<Range> gaps = new ArrayList<>();
        for (int i = Math.max(1, runs.size() - MOST_GAPS); i < runs.size(); i++) {
            gaps.add(Range.of(runs.get(i - 1).to(), runs.get(i).from()));
        }
        return Optional.of(new HeldCoverage(runs.getLast(), Coverage.of(gaps), lacking));
    }
}
