package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ranges of one stream's gaps while a plan is made. Those that are not begun shrink to what is still missing. They
 * take in what is missing beside them, so that one request reads it all. Those being worked on stay as they are.
 */
final class GapReshaper {

    /** A gap that may change its shape. */
    private static final class Waiting {
        private final GapRow gap;
        private Range range;

        private Waiting(GapRow gap, Range range) {
            this.gap = gap;
            this.range = range;
        }
    }

    private final long distance;
    private final List<Range> kept = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<Range> added = new ArrayList<>();
    private final List<PlanStep> absorbed = new ArrayList<>();

    /** @param distance ranges that lie this close are read with one request */
    GapReshaper(long distance) {
        this.distance = distance;
    }

    /** A gap that keeps its range, whatever of it is missing. */
    void keep(GapRow gap) {
        kept.add(gap.range());
    }

    /**
     * @param left the span of what is still missing of it
     * @return false when it keeps its range all the same
     */
    boolean keep(GapRow gap, Range left, long generation) {
        kept.add(gap.range());
        boolean shaped = gap.waits() && (gap.resume() == null || gap.generation() != generation);
        if (shaped) {
            waiting.add(new Waiting(gap, left));
        }
        return shaped;
    }

    /** All that is being worked on already. */
    Coverage kept() {
        return Coverage.of(kept);
    }

    /** @param piece lies in none of the kept ranges; pieces come in ascending order */
    void add(Range piece) {
        Waiting neighbour = neighbour(piece);
        if (neighbour != null) {
            neighbour.range = RangeArithmetic.around(neighbour.range, piece);
        } else if (!added.isEmpty() && joins(added.getLast(), piece)) {
            added.set(added.size() - 1, RangeArithmetic.around(added.getLast(), piece));
        } else {
            added.add(piece);
        }
    }

    /** A piece that cannot be read yet: joined to another, it would have that one wait as well, and so on for ever. */
    void addApart(Range piece) {
        added.add(piece);
    }

    /** One that never failed: what is new shall not wait for what is difficult. */
    private @Nullable Waiting neighbour(Range piece) {
        for (Waiting candidate : waiting) {
            if (candidate.gap.state() == GapState.OPEN
                    && candidate.gap.attempts() == 0
                    && joins(candidate.range, piece)) {
                return candidate;
            }
        }
        return null;
    }

    /**
     * Joins gaps that touch and failed for the same reason: a source that refuses everything would get another gap each
     * time that the end moves. The one that failed more often stays, so that its pauses go on growing. What is new is
     * tried apart before, so a source that answers again is noticed at the next poll. To be called before pieces are
     * added.
     */
    void joinFailed() {
        waiting.sort(Comparator.comparing(shape -> shape.range));
        for (int i = 0; i + 1 < waiting.size(); ) {
            Waiting lower = waiting.get(i);
            Waiting upper = waiting.get(i + 1);
            if (!failedAlike(lower.gap, upper.gap) || lower.range.to() != upper.range.from()) {
                i++;
                continue;
            }
            boolean lowerStays = lower.gap.attempts() >= upper.gap.attempts();
            Waiting stays = lowerStays ? lower : upper;
            stays.range = RangeArithmetic.around(lower.range, upper.range);
            absorbed.add(new PlanStep.Absorb(lowerStays ? upper.gap : lower.gap));
            waiting.remove(lowerStays ? i + 1 : i);
        }
    }

    /** What the source called gone is searched for a boundary, range by range. */
    private static boolean failedAlike(GapRow one, GapRow other) {
        return one.state() == other.state()
                && one.attempts() > 0
                && other.attempts() > 0
                && one.unseen() == 0
                && other.unseen() == 0
                && one.mode() == other.mode()
                && one.reason() != null
                && one.reason().equals(other.reason())
                && !one.reason().startsWith("the source ");
    }

    /** True when the two are close and nothing in between is worked on. */
    private boolean joins(Range one, Range other) {
        Range first = one.from() <= other.from() ? one : other;
        Range second = first.equals(one) ? other : one;
        if (second.from() - first.to() > distance) {
            return false;
        }
        return second.from() <= first.to() || kept.stream().noneMatch(new Range(first.to(), second.from())::overlaps);
    }

    /** First the gaps that end, since no two may begin at one position. */
    List<PlanStep> reshapes(long generation) {
        List<PlanStep> steps = new ArrayList<>(absorbed);
        waiting.stream()
                .filter(shape -> !shape.range.equals(shape.gap.range()) || shape.gap.generation() != generation)
                .map(shape -> new PlanStep.Reshape(shape.gap, shape.range, generation))
                .forEach(steps::add);
        return steps;
    }

    /** The gaps to open, ascending and apart. */
    List<Range> added() {
        return List.copyOf(added);
    }
}
