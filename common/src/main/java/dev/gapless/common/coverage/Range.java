package dev.gapless.common.coverage;

/**
 * A run of positions that is never empty: {@code from} is inside, {@code to} outside. So neighbours such as
 * {@code [0,5)} and {@code [5,9)} meet without sharing a position. Same notation as PostgreSQL's {@code int8range}.
 *
 * @param from the first position inside
 * @param to the first position after; greater than {@code from}
 */
public record Range(long from, long to) implements Comparable<Range> {

    public Range {
        if (from >= to) {
            throw new IllegalArgumentException("to: %d (expected: > from %d)".formatted(to, from));
        }
    }

    public static Range of(long from, long to) {
        return new Range(from, to);
    }

    /** True when the union of the two is one range: they overlap or stand side by side. */
    public boolean touches(Range other) {
        return from <= other.to && other.from <= to;
    }

    public boolean overlaps(Range other) {
        return from < other.to && other.from < to;
    }

    public boolean contains(long position) {
        return from <= position && position < to;
    }

    public boolean contains(Range other) {
        return from <= other.from && other.to <= to;
    }

    /** How many positions are inside. */
    public long length() {
        return to - from;
    }

    Range spanWith(Range other) {
        return new Range(Math.min(from, other.from), Math.max(to, other.to));
    }

    @Override
    public int compareTo(Range other) {
        int byFrom = Long.compare(from, other.from);
        return byFrom != 0 ? byFrom : Long.compare(to, other.to);
    }

    @Override
    public String toString() {
        return "[" + from + "," + to + ")";
    }
}
