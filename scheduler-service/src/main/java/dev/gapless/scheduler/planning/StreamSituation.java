package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a stream while its plan is made.
 *
 * @param live whether a live window is believed to cover the present
 * @param settled of a numbered stream, the first number that its listing may not show yet. Null while that is unknown,
 *     and for times
 * @param missing neither held nor claimed
 * @param fillable the part of what is missing that the source still has
 * @param forgotten the other part
 * @param undecided claimed, and not held yet
 */
record StreamSituation(
        FollowedStream followed,
        Entry answer,
        boolean live,
        @Nullable Long settled,
        Instant now,
        Coverage missing,
        Coverage fillable,
        Coverage forgotten,
        Coverage undecided) {

    static StreamSituation of(
            FollowedStream followed, Entry answer, boolean live, @Nullable Long settled, Instant now) {
        Coverage missing = Coverage.of(answer.missing());
        Coverage undecided = Coverage.of(answer.undecided());
        Coverage forgotten = SourceRetention.before(missing, SourceRetention.boundary(followed, now));
        return new StreamSituation(
                followed, answer, live, settled, now, missing, missing.minus(forgotten), forgotten, undecided);
    }

    /** Where new gaps may lie; null where none may. */
    @Nullable
    Range plannable() {
        return switch (followed.spec().domain()) {
            case TIME -> PlanningHorizons.plannable(followed, answer, live, now);
            case SEQUENCE -> PlanningHorizons.plannableNumbers(followed, answer, live, settled);
        };
    }

    /** What is missing or not held yet. */
    Coverage unheld() {
        return missing.plus(undecided);
    }

    GapClassification classify(GapRow gap) {
        Range left = RangeArithmetic.span(RangeArithmetic.within(missing, gap.range()));
        if (left == null) {
            boolean held = RangeArithmetic.within(undecided, gap.range()).isEmpty();
            return held ? new GapClassification.Held() : new GapClassification.Claimed();
        }
        if (gap.state() == GapState.UNFILLABLE) {
            return new GapClassification.Unfillable(left);
        }
        Range readable = RangeArithmetic.span(RangeArithmetic.within(fillable, gap.range()));
        boolean overdue = gap.overdue(now);
        if (readable != null) {
            return overdue ? new GapClassification.Unproven(readable) : new GapClassification.Fillable(readable);
        }
        return overdue || gap.waits() ? new GapClassification.Forgotten(left) : new GapClassification.InProgress();
    }
}
