package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arithmetic of what is missing. */
final class RangeArithmetic {

    private RangeArithmetic() {}

    static Coverage within(Coverage missing, Range bounds) {
        return missing.minus(missing.minus(Coverage.of(List.of(bounds))));
    }

    /** From the first to the last of them; null when there are none. */
    static @Nullable Range span(Coverage pieces) {
        List<Range> ranges = pieces.ranges();
        return ranges.isEmpty()
                ? null
                : new Range(ranges.getFirst().from(), ranges.getLast().to());
    }

    static Range around(Range one, Range other) {
        return new Range(Math.min(one.from(), other.from()), Math.max(one.to(), other.to()));
    }
}
