package dev.gapless.common.coverage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * An immutable set of positions, kept as the fewest possible {@link Range}s: sorted, apart, none touching the next.
 *
 * <p>Union is idempotent and order-free, so replays and pages out of order need no special case.
 */
public final class Coverage {

    private static final Coverage EMPTY = new Coverage(List.of());

    private final List<Range> ranges;

    private Coverage(List<Range> ranges) {
        this.ranges = ranges;
    }

    public static Coverage empty() {
        return EMPTY;
    }

    public static Coverage of(Collection<Range> ranges) {
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.sort(null);
        List<Range> merged = new ArrayList<>(sorted.size());
        for (Range next : sorted) {
            int last = merged.size() - 1;
            if (last >= 0 && merged.get(last).touches(next)) {
                merged.set(last, merged.get(last).spanWith(next));
            } else {
                merged.add(next);
            }
        }
        return new Coverage(List.copyOf(merged));
    }

    /** The ranges in ascending order. */
    public List<Range> ranges() {
        return ranges;
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Union. */
    public Coverage plus(Range added) {
        List<Range> all = new ArrayList<>(ranges);
        all.add(added);
        return of(all);
    }

    /** Union. */
    public Coverage plus(Coverage other) {
        List<Range> all = new ArrayList<>(ranges);
        all.addAll(other.ranges);
        return of(all);
    }

    /** Difference: the positions here that are not in {@code removed}. */
    public Coverage minus(Coverage removed) {
        List<Range> left = new ArrayList<>();
        int first = 0;
        for (Range range : ranges) {
            while (first < removed.ranges.size() && removed.ranges.get(first).to() <= range.from()) {
                first++;
            }
            long from = range.from();
            for (int i = first;
                    i < removed.ranges.size() && removed.ranges.get(i).from() < range.to();
                    i++) {
                Range hole = removed.ranges.get(i);
                if (hole.from() > from) {
                    left.add(new Range(from, hole.from()));
                }
                from = Math.max(from, hole.to());
            }
            if (from < range.to()) {
                left.add(new Range(from, range.to()));
            }
        }
        return left.isEmpty() ? EMPTY : new Coverage(List.copyOf(left));
    }

    /** What of {@code target} is not here: the gaps. */
    public Coverage missingFrom(Range target) {
        return new Coverage(List.of(target)).minus(this);
    }

    public boolean contains(long position) {
        return ranges.stream().anyMatch(range -> range.contains(position));
    }

    public boolean contains(Range range) {
        return ranges.stream().anyMatch(held -> held.contains(range));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Coverage coverage && ranges.equals(coverage.ranges);
    }

    @Override
    public int hashCode() {
        return ranges.hashCode();
    }

    @Override
    public String toString() {
        return ranges.toString();
    }
}
