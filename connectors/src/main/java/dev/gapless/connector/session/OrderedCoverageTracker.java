package dev.gapless.connector.session;

import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.connector.LiveEffect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one connection claims of a stream whose source sends each change, in the order of its numbers. What lies between
 * two numbers belongs to others. So an event proves everything below its own number, back to the first one that the
 * connection brings. Several events may have one number. It is claimed when a higher one comes, and not where a window
 * begins with it: some of its events may have come before.
 */
final class OrderedCoverageTracker implements NumberTracker {

    private final String stream;
    private boolean open;

    /** Where this connection's first window began; 0 before it. */
    private long first;

    /** Where the next window begins; 0 where that is behind the next number. */
    private long start;

    /** The highest number that came. Everything below it is claimed, from where the window began. */
    private long highest;

    /** @param from the first number that the source was asked for; 0 where it begins with the present */
    OrderedCoverageTracker(String stream, long from) {
        this.stream = stream;
        this.start = from;
    }

    @Override
    public List<LiveEffect> before(long number) {
        if (number < highest) {
            return outOfOrder(number);
        }
        if (number == highest || number < start || number == Long.MAX_VALUE) {
            return List.of();
        }
        List<LiveEffect> effects = new ArrayList<>();
        if (!open) {
            long from = start == 0 ? number + 1 : start;
            first = first == 0 ? from : first;
            start = 0;
            open = true;
            effects.add(new LiveEffect.OpenWindow(stream, from, Evidence.HEARTBEAT_ATTESTED, 0, number));
        }
        highest = number;
        effects.add(new LiveEffect.AdvanceCoverage(stream, number, List.of()));
        return effects;
    }

    /** The source does not keep its order: others may be missing between the two. */
    private List<LiveEffect> outOfOrder(long number) {
        List<LiveEffect> effects = new ArrayList<>(unreadable());
        effects.add(new LiveEffect.RetractCoverage(stream, number, highest, "late-item"));
        return effects;
    }

    @Override
    public List<LiveEffect> after(long number) {
        return List.of();
    }

    /** What came has the last number or a later one, up to that of the next event. None of them is claimed. */
    @Override
    public List<LiveEffect> unreadable() {
        start = 0;
        if (!open) {
            return List.of();
        }
        open = false;
        return List.of(new LiveEffect.CloseWindow(stream));
    }

    @Override
    public List<LiveEffect> leftOut(@Nullable Range range) {
        List<LiveEffect> effects = new ArrayList<>(unreadable());
        long from = range == null ? first : range.from();
        long to = range == null ? highest : Math.min(range.to(), highest);
        if (from < to) {
            effects.add(new LiveEffect.RetractCoverage(stream, from, to, CoverageRetraction.ANNOUNCED_HOLE));
        }
        return effects;
    }
}
