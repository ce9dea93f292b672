package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MissingAnswer.Entry;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.scheduler.accounts.Followed;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import dev.gapless.scheduler.instants.Micros;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares what is missing of a stream with the gaps that are being worked on. Nothing is too small or too old to be
 * planned, and only coverage closes a gap: neither an event that lies in it nor the word of a miner does.
 */
public final class Planner {

    private final PlanningProperties properties;
    private final Horizons horizons;

    public Planner(PlanningProperties properties) {
        this.properties = properties;
        this.horizons = new Horizons(properties.liveFresh());
    }

    /**
     * @param answer to {@link Horizons#asked} with these same gaps
     * @param unfinished all gaps of the stream that are not filled; none overlaps another
     */
    public StreamPlan plan(Followed followed, Entry answer, List<GapRow> unfinished, Instant now) {
        Coverage missing = Coverage.of(answer.missing());
        List<PlanStep> steps = new ArrayList<>();
        Shapes shapes = new Shapes(distance(followed));
        for (GapRow gap : unfinished) {
            Range left = span(within(missing, gap.range()));
            if (left == null) {
                steps.add(new PlanStep.Fill(gap));
            } else if (overdue(gap, now)) {
                steps.add(new PlanStep.Reopen(gap, left, answer.generation()));
                shapes.keep(gap);
            } else {
                shapes.keep(gap, left, answer.generation());
            }
        }
        Range plannable = horizons.plannable(followed, answer, now);
        if (plannable != null) {
            for (Range piece : within(missing, plannable).minus(shapes.kept()).ranges()) {
                if (!horizons.growing(piece, plannable, followed, answer)) {
                    shapes.add(piece);
                }
            }
        }
        steps.addAll(shapes.reshapes(answer.generation()));
        for (Range piece : shapes.added()) {
            steps.add(new PlanStep.Open(piece, near(piece, followed, now), answer.generation()));
        }
        boolean numbered = followed.spec().domain() == PositionDomain.SEQUENCE;
        return new StreamPlan(
                steps, numbered && !horizons.live(answer), numbered ? null : lag(followed, answer, missing, now));
    }

    private static boolean overdue(GapRow gap, Instant now) {
        return gap.state() == GapState.FILLING && (gap.leaseUntil() == null || !now.isBefore(gap.leaseUntil()));
    }

    private long distance(Followed followed) {
        return switch (followed.spec().domain()) {
            case TIME ->
                Math.max(
                        Micros.of(properties.merge()), Micros.of(followed.spec().settle()));
            case SEQUENCE -> properties.mergePositions();
        };
    }

    private boolean near(Range piece, Followed followed, Instant now) {
        return switch (followed.spec().domain()) {
            case TIME -> piece.from() >= Micros.of(now.minus(properties.near()));
            case SEQUENCE -> piece.from() > followed.from();
        };
    }

    private static Coverage within(Coverage missing, Range bounds) {
        return missing.minus(missing.minus(Coverage.of(List.of(bounds))));
    }

    private static @Nullable Range span(Coverage pieces) {
        List<Range> ranges = pieces.ranges();
        return ranges.isEmpty()
                ? null
                : new Range(ranges.getFirst().from(), ranges.getLast().to());
    }

    private static Duration lag(Followed followed, Entry answer, Coverage missing, Instant now) {
        long end = Horizons.settled(followed, now);
        long reached = answer.liveTo() == null ? end : Math.max(end, answer.liveTo());
        for (Range hole : missing.ranges()) {
            if (hole.to() >= end) {
                reached = Math.min(hole.from(), end);
            }
        }
        long micros = Math.max(0, Micros.of(now) - reached);
        return Duration.ofNanos(Math.multiplyExact(micros, 1_000L));
    }
}
