package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.scheduler.gaps.GapCause;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.UnfillableReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stream's plan while it is made. First each unfinished gap is kept or changed, then gaps are made of what is
 * missing and in none of them.
 */
final class StreamPlanDraft {

    private final StreamSituation situation;
    private final PlanningProperties properties;
    private final long generation;
    private final GapReshaper shapes;
    private final UnfillableGaps lost = new UnfillableGaps();
    private final List<PlanStep> steps = new ArrayList<>();

    /** Ranges of unfinished gaps; nothing in them is lost anew. */
    private final List<Range> spoken = new ArrayList<>();

    StreamPlanDraft(StreamSituation situation, PlanningProperties properties) {
        this.situation = situation;
        this.properties = properties;
        this.generation = situation.answer().generation();
        this.shapes = new GapReshaper(distance());
    }

    /** @param unfinished none overlaps another */
    List<PlanStep> steps(List<GapRow> unfinished) {
        unfinished.forEach(this::keep);
        shapes.joinFailed();
        Range plannable = situation.plannable();
        if (plannable != null) {
            addFillable(plannable);
            addForgotten(plannable);
        }
        steps.addAll(shapes.reshapes(generation));
        steps.addAll(lost.steps(generation, MiningMode.GAP_FILL));
        for (Range piece : shapes.added()) {
            steps.add(open(piece, plannable));
        }
        return steps;
    }

    private void keep(GapRow gap) {
        switch (situation.classify(gap)) {
            case GapClassification.Held() -> steps.add(new PlanStep.Fill(gap));
            case GapClassification.Claimed() -> await(gap);
            case GapClassification.Unfillable(Range left) -> {
                shapes.keep(gap);
                lost.keep(gap, left);
            }
            case GapClassification.Forgotten(Range left) -> change(gap, new PlanStep.GiveUp(gap, left), left);
            case GapClassification.Unproven(Range left) ->
                change(gap, new PlanStep.Reopen(gap, left, generation), left);
            case GapClassification.Fillable(Range left) ->
                spoken.add(shapes.keep(gap, left, generation) ? left : gap.range());
            case GapClassification.InProgress() -> keepAsItIs(gap);
        }
    }

    private void await(GapRow gap) {
        if (gap.waits()) {
            steps.add(new PlanStep.Await(gap));
        }
        keepAsItIs(gap);
    }

    private void change(GapRow gap, PlanStep step, Range left) {
        steps.add(step);
        shapes.keep(gap);
        spoken.add(left);
    }

    private void keepAsItIs(GapRow gap) {
        shapes.keep(gap);
        spoken.add(gap.range());
    }

    private void addFillable(Range plannable) {
        Coverage unplanned =
                RangeArithmetic.within(situation.fillable(), plannable).minus(shapes.kept());
        for (Range piece : unplanned.ranges()) {
            if (PlanningHorizons.growing(piece, plannable, situation.followed(), situation.live())) {
                continue;
            }
            if (PlanningHorizons.due(piece, situation.followed(), situation.answer(), situation.now()) == null) {
                shapes.add(piece);
            } else {
                shapes.addApart(piece);
            }
        }
    }

    private void addForgotten(Range plannable) {
        Coverage known = lost.kept().plus(Coverage.of(spoken));
        RangeArithmetic.within(situation.forgotten(), plannable)
                .minus(known)
                .ranges()
                .forEach(piece -> lost.add(piece, UnfillableReason.RETENTION));
    }

    private PlanStep.Open open(Range piece, @Nullable Range plannable) {
        GapCause cause = cause(piece, plannable);
        return new PlanStep.Open(
                piece,
                near(piece),
                generation,
                cause == GapCause.MOVED_END ? MiningMode.INCREMENTAL : MiningMode.GAP_FILL,
                cause,
                PlanningHorizons.due(piece, situation.followed(), situation.answer(), situation.now()));
    }

    private GapCause cause(Range piece, @Nullable Range plannable) {
        if (piece.from() == situation.followed().from()) {
            return GapCause.FIRST_RUN;
        }
        if (plannable != null && piece.to() == plannable.to() && !situation.live()) {
            return GapCause.MOVED_END;
        }
        return situation.followed().spec().live() ? GapCause.LIVE_GAP : GapCause.HOLE;
    }

    private long distance() {
        return switch (situation.followed().spec().domain()) {
            case TIME ->
                Math.max(
                        MicrosecondTime.of(properties.merge()),
                        MicrosecondTime.of(situation.followed().spec().settle()));
            case SEQUENCE -> properties.mergePositions();
        };
    }

    private boolean near(Range piece) {
        return switch (situation.followed().spec().domain()) {
            case TIME -> piece.from() >= MicrosecondTime.of(situation.now().minus(properties.near()));
            case SEQUENCE -> piece.from() > situation.followed().from();
        };
    }
}
