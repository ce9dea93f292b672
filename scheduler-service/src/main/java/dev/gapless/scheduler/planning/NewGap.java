package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapCause;
import dev.gapless.scheduler.gaps.GapState;
import dev.gapless.scheduler.gaps.UnfillableReason;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A gap that a plan adds to the table.
 *
 * @param aspects as a bit mask
 * @param near goes before old history
 * @param deadline when the source forgets its first position; null where the source keeps everything
 * @param due not to be read before; null for at once
 * @param lost why it cannot be filled; null when it can
 */
record NewGap(
        StreamId stream,
        Range range,
        int aspects,
        MiningMode mode,
        GapCause cause,
        boolean near,
        long generation,
        @Nullable Instant deadline,
        @Nullable Instant due,
        @Nullable UnfillableReason lost) {

    /** The order of the rows' keys, so that no two statements wait for each other. */
    static final Comparator<NewGap> KEY_ORDER = Comparator.comparing(
                    (NewGap gap) -> gap.stream().source())
            .thenComparing(gap -> gap.stream().account())
            .thenComparing(gap -> gap.stream().stream())
            .thenComparingLong(gap -> gap.range().from())
            .thenComparing(NewGap::mode);

    static NewGap of(FollowedStream followed, Set<Aspect> aspects, PlanStep.Open step) {
        return new NewGap(
                followed.stream(),
                step.range(),
                Aspect.maskOf(aspects),
                step.mode(),
                step.cause(),
                step.near(),
                step.generation(),
                SourceRetention.deadline(followed, step.range().from()),
                step.due(),
                null);
    }

    static NewGap of(FollowedStream followed, Set<Aspect> aspects, PlanStep.Lose step) {
        return new NewGap(
                followed.stream(),
                step.range(),
                Aspect.maskOf(aspects),
                step.mode(),
                GapCause.FIRST_RUN,
                false,
                step.generation(),
                SourceRetention.deadline(followed, step.range().from()),
                null,
                step.reason());
    }

    /** @param openedAt the same gap opened at another instant has another one */
    String id(Instant openedAt) {
        return GapId.of(stream, range.from(), aspects, openedAt);
    }

    GapState state() {
        return lost == null ? GapState.OPEN : GapState.UNFILLABLE;
    }
}
