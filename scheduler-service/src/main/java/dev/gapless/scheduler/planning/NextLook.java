package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When a stream is planned again if nothing is heard of it. What changes by a word (coverage, accounts, manifests, the
 * end of a walk) is not waited for here: that word brings the next plan. What changes by the clock alone is.
 */
public final class NextLook {

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration NUMBERED = Duration.ofSeconds(5);
    private static final int MAX_WAITS = 5;

    private final Duration sweep;
    private final Duration reconcileDelay;
    private final RandomGenerator random;

    public NextLook(Duration sweep, Duration reconcileDelay, RandomGenerator random) {
        this.sweep = sweep;
        this.reconcileDelay = reconcileDelay;
        this.random = random;
    }

    /** @param waits plans in a row that found a walk claimed and not held, this one included */
    public record Look(Instant at, int waits) {}

    /** Nothing could be asked of the stream yet: its horizon begins in the future. */
    public Instant unasked(FollowedStream followed, Instant now) {
        Instant begins =
                MicrosecondTime.toInstant(followed.from()).plus(followed.spec().settle());
        Instant swept = swept(now);
        return begins.isAfter(swept) ? swept : later(begins, now.plus(SOON));
    }

    /** The stream cannot be planned: it is not followed, or its manifest cannot be read. */
    Instant swept(Instant now) {
        long millis = sweep.toMillis();
        return now.plusMillis(millis - millis / 5 + random.nextLong(Math.max(1, 2 * millis / 5)));
    }

    /**
     * The time of the next plan.
     *
     * @param gaps all of the stream that are not filled, as the plan saw them
     * @param answer what the plan was made by
     * @param steps of the plan and of its reconciliations
     * @param waits plans in a row that found a walk claimed and not held, before this one
     */
    public Look after(
            FollowedStream followed,
            List<GapRow> gaps,
            Entry answer,
            StreamPlan plan,
            List<PlanStep> steps,
            ReconcileHistory history,
            int waits,
            Instant now) {
        Instant at = swept(now);
        at = earlier(at, moving(followed, answer, plan.live(), now));
        Instant settles = plan.settles();
        if (settles != null) {
            // numbers are often told of one by one, and a plan takes all that have settled
            at = earlier(at, later(settles, now.plus(SOON)));
        }
        Duration every = followed.spec().reconcile();
        if (every != null) {
            at = earlier(at, future(history.finishedAt(), every, now));
            at = earlier(at, future(history.liveGapClosedAt(), reconcileDelay, now));
            if (steps.stream().anyMatch(PlanStep.Fill.class::isInstance)) {
                // the history was read before these were filled, and the next comparison may depend on them
                at = earlier(at, now.plus(SOON));
            }
        }
        boolean waiting = false;
        Set<String> moved = moved(steps);
        for (GapRow gap : gaps) {
            if (gap.state() == GapState.FILLING && !moved.contains(gap.id())) {
                Instant lease = gap.leaseUntil();
                if (lease != null && lease.isAfter(now)) {
                    at = earlier(at, lease);
                } else {
                    waiting = true;
                }
            }
        }
        waiting |= steps.stream().anyMatch(PlanStep.Await.class::isInstance);
        int waited = waiting ? Math.min(waits + 1, MAX_WAITS) : 0;
        return new Look(waiting ? earlier(at, now.plus(SOON.multipliedBy(1L << (waited - 1)))) : at, waited);
    }

    /** When the end of what may be planned has moved so far that a plan finds more. */
    private static @Nullable Instant moving(FollowedStream followed, Entry answer, boolean live, Instant now) {
        if (followed.spec().domain() == PositionDomain.SEQUENCE) {
            Long frontier = answer.frontier();
            Long end = answer.liveTo();
            return live && frontier != null && end != null && frontier > end ? now.plus(NUMBERED) : null;
        }
        if (live) {
            Range plannable = PlanningHorizons.plannable(followed, answer, true, now);
            boolean growing = plannable != null
                    && answer.missing().stream()
                            .anyMatch(hole -> hole.from() < plannable.to() && hole.to() >= plannable.to());
            return growing ? now.plus(SOON) : settling(followed, answer, plannable, now);
        }
        Duration settle = PlanningHorizons.settle(followed, answer);
        long next = followed.ticks().next(MicrosecondTime.of(now.minus(settle)));
        return later(MicrosecondTime.toInstant(next).plus(settle), now.plus(Duration.ofMillis(200)));
    }

    /**
     * When the first hole below the live window's end has settled, as far as it lies in the past. After an unreadable
     * frame the window begins later than now. The window's growth is no change that is told of, so nothing else would
     * bring the plan that finds the hole.
     */
    private static @Nullable Instant settling(
            FollowedStream followed, Entry answer, @Nullable Range plannable, Instant now) {
        Long liveTo = answer.liveTo();
        if (liveTo == null) {
            return null;
        }
        long seen = plannable == null ? Long.MIN_VALUE : plannable.to();
        long present = MicrosecondTime.of(now);
        return answer.missing().stream()
                .filter(hole -> hole.from() >= seen && hole.from() < liveTo)
                .findFirst()
                .map(hole -> Math.min(Math.min(hole.to(), liveTo), hole.from() < present ? present : Long.MAX_VALUE))
                .map(end -> MicrosecondTime.toInstant(end).plus(followed.spec().settle()))
                .orElse(null);
    }

    private static Set<String> moved(List<PlanStep> steps) {
        Set<String> moved = new HashSet<>();
        for (PlanStep step : steps) {
            switch (step) {
                case PlanStep.Fill(GapRow gap) -> moved.add(gap.id());
                case PlanStep.Reopen reopen -> moved.add(reopen.gap().id());
                case PlanStep.GiveUp giveUp -> moved.add(giveUp.gap().id());
                default -> {
                    // waits, or waits for nothing
                }
            }
        }
        return moved;
    }

    private static @Nullable Instant future(@Nullable Instant from, Duration after, Instant now) {
        return from != null && from.plus(after).isAfter(now) ? from.plus(after) : null;
    }

    private static Instant earlier(Instant one, @Nullable Instant other) {
        return other != null && other.isBefore(one) ? other : one;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
