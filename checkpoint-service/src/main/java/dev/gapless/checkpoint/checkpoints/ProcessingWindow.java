package dev.gapless.checkpoint.checkpoints;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What is to be processed next: what the horizon holds beyond what is done, each piece of it begun a little earlier. It
 * comes from a set and not from the latest position that was seen, so a hole that a crash left below is in it.
 *
 * @param from the first position of {@code ranges}; {@code to} when there is none
 * @param to the first position after them; the horizon's end when there is none
 * @param ranges ascending, apart
 * @param initial true when nothing was done yet
 * @param by what says what is done
 * @param overlap how much earlier each piece begins, in positions
 */
record ProcessingWindow(long from, long to, List<Range> ranges, boolean initial, By by, long overlap) {

    /** What says what is done. */
    public enum By {
        /** The windows in which items are known to be held. */
        COVERAGE,
        /** The processor's own checkpoint, where nobody has reported coverage. */
        CHECKPOINT,
        /** Nothing yet. */
        NOTHING
    }

    /** @param missing what of the horizon is not done */
    static ProcessingWindow of(Range horizon, Coverage missing, boolean initial, By by, long overlap) {
        List<Range> ranges = Coverage.of(missing.ranges().stream()
                        .map(range -> Range.of(Math.max(horizon.from(), range.from() - overlap), range.to()))
                        .toList())
                .ranges();
        return ranges.isEmpty()
                ? new ProcessingWindow(horizon.to(), horizon.to(), ranges, initial, by, overlap)
                : new ProcessingWindow(
                        ranges.getFirst().from(), ranges.getLast().to(), ranges, initial, by, overlap);
    }

    static ProcessingWindow empty(long at, boolean initial, By by) {
        return new ProcessingWindow(at, at, List.of(), initial, by, 0);
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Of streams that are ordered by time: from its first position to its end, with what is done in between. */
    public Duration duration() {
        return Duration.of(to - from, ChronoUnit.MICROS);
    }
}
