package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MissingAnswer.Entry;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.scheduler.accounts.Followed;
import dev.gapless.scheduler.gaps.GapCause;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import dev.gapless.scheduler.gaps.Unfillable;
import dev.gapless.scheduler.instants.Micros;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares what is missing of a stream with the gaps that are being worked on. Nothing is too small or too old to be
 * planned, and only coverage closes a gap: neither an event that lies in it nor the word of a miner does. What the
 * source has forgotten is not asked for, and not passed over: it becomes a gap that nobody can fill.
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
     * @param unfinished all gaps of the stream that are not filled, reconciliations apart; none overlaps another
     */
    public StreamPlan plan(Followed followed, Entry answer, List<GapRow> unfinished, Instant now) {
        Coverage missing = Coverage.of(answer.missing());
        Coverage forgotten = Retention.before(missing, Retention.boundary(followed, now));
        Coverage fillable = missing.minus(forgotten);
        List<PlanStep> steps = new ArrayList<>();
        List<Range> spoken = new ArrayList<>();
        Shapes shapes = new Shapes(distance(followed));
        Forgotten lost = new Forgotten();
        for (GapRow gap : unfinished) {
            Range left = Ranges.span(Ranges.within(missing, gap.range()));
            if (left == null) {
                steps.add(new PlanStep.Fill(gap));
                continue;
            }
            if (gap.state() == GapState.UNFILLABLE) {
                shapes.keep(gap);
                lost.keep(gap, left);
                continue;
            }
            boolean overdue = gap.overdue(now);
            Range worth = Ranges.span(Ranges.within(fillable, gap.range()));
            if (worth == null && (gap.waits() || overdue)) {
                steps.add(new PlanStep.GiveUp(gap, left));
                shapes.keep(gap);
                spoken.add(left);
            } else if (overdue) {
                steps.add(new PlanStep.Reopen(gap, worth == null ? left : worth, answer.generation()));
                shapes.keep(gap);
                spoken.add(worth == null ? left : worth);
            } else {
                boolean shaped = worth != null && shapes.keep(gap, worth, answer.generation());
                if (worth == null) {
                    shapes.keep(gap);
                }
                spoken.add(shaped && worth != null ? worth : gap.range());
            }
        }
        Range plannable = horizons.plannable(followed, answer, now);
        if (plannable != null) {
            for (Range piece :
                    Ranges.within(fillable, plannable).minus(shapes.kept()).ranges()) {
                if (horizons.growing(piece, plannable, followed, answer)) {
                    continue;
                }
                if (Horizons.due(piece, followed, answer, now) == null) {
                    shapes.add(piece);
                } else {
                    shapes.addApart(piece);
                }
            }
            Coverage known = lost.kept().plus(Coverage.of(spoken));
            Ranges.within(forgotten, plannable)
                    .minus(known)
                    .ranges()
                    .forEach(piece -> lost.add(piece, Unfillable.RETENTION));
        }
        steps.addAll(shapes.reshapes(answer.generation()));
        steps.addAll(lost.steps(answer.generation(), MiningMode.GAP_FILL));
        for (Range piece : shapes.added()) {
            steps.add(open(piece, plannable, followed, answer, now));
        }
        boolean numbered = followed.spec().domain() == PositionDomain.SEQUENCE;
        return new StreamPlan(
                steps, numbered && !horizons.live(answer), numbered ? null : lag(followed, answer, missing, now));
    }

    private PlanStep.Open open(Range piece, @Nullable Range plannable, Followed followed, Entry answer, Instant now) {
        GapCause cause = cause(piece, plannable, followed, answer);
        return new PlanStep.Open(
                piece,
                near(piece, followed, now),
                answer.generation(),
                cause == GapCause.MOVED_END ? MiningMode.INCREMENTAL : MiningMode.GAP_FILL,
                cause,
                Horizons.due(piece, followed, answer, now));
    }

    private GapCause cause(Range piece, @Nullable Range plannable, Followed followed, Entry answer) {
        if (piece.from() == followed.from()) {
            return GapCause.FIRST_RUN;
        }
        if (plannable != null && piece.to() == plannable.to() && !horizons.live(answer)) {
            return GapCause.MOVED_END;
        }
        return followed.spec().live() ? GapCause.LIVE_GAP : GapCause.HOLE;
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

    private static Duration lag(Followed followed, Entry answer, Coverage missing, Instant now) {
        long end = Horizons.settled(followed, answer, now);
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
