package dev.gapless.connector.session;

import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.connector.LiveEffect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one connection claims of a stream that gives each item a number of its own and leaves none out. A reader that
 * got two neighbouring numbers got everything between them. So neither a confirmation nor a time is needed. A jump in
 * the numbers ends the window before it; a number that was passed already claims nothing.
 */
final class NumberedCoverageTracker implements NumberTracker {

    private final String stream;
    private boolean open;
    private long first;
    private long next;

    NumberedCoverageTracker(String stream) {
        this.stream = stream;
    }

    @Override
    public List<LiveEffect> before(long number) {
        List<LiveEffect> effects = new ArrayList<>();
        if (open && number > next) {
            effects.add(new LiveEffect.CloseWindow(stream));
            open = false;
        }
        if (!open && number >= next && number < Long.MAX_VALUE) {
            first = next == 0 ? number : first;
            open = true;
            next = number;
            effects.add(new LiveEffect.OpenWindow(stream, number, Evidence.SEQUENCE_CONTIGUOUS, 0, number));
        }
        return effects;
    }

    /** Its number will be missing. */
    @Override
    public List<LiveEffect> unreadable() {
        return List.of();
    }

    @Override
    public List<LiveEffect> leftOut(@Nullable Range range) {
        List<LiveEffect> effects = new ArrayList<>();
        if (open) {
            effects.add(new LiveEffect.CloseWindow(stream));
            open = false;
        }
        long from = range == null ? first : range.from();
        long to = range == null ? next : Math.min(range.to(), next);
        if (from < to) {
            effects.add(new LiveEffect.RetractCoverage(stream, from, to, CoverageRetraction.ANNOUNCED_HOLE));
        }
        return effects;
    }

    @Override
    public List<LiveEffect> after(long number) {
        if (!open || number != next) {
            return List.of();
        }
        next = number + 1;
        return List.of(new LiveEffect.AdvanceCoverage(stream, next, List.of()));
    }
}
