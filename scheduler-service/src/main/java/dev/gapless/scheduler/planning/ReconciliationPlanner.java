package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapCause;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import dev.gapless.scheduler.gaps.UnfillableReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plans what a listing does not show: edits and deletions of items that are held already. Only a whole walk proves
 * them. So there is one such gap a stream at a time. It reaches from the horizon's start to what has settled when it is
 * planned.
 */
public final class ReconciliationPlanner {

    private final PlanningProperties properties;
    private final PlanningHorizons horizons;

    public ReconciliationPlanner(PlanningProperties properties) {
        this.properties = properties;
        this.horizons = new PlanningHorizons(properties.liveFresh());
    }

    /** What only reconciliation can close. */
    public static Set<Aspect> unlisted(FollowedStream followed) {
        Set<Aspect> aspects = EnumSet.noneOf(Aspect.class);
        aspects.addAll(followed.spec().aspects());
        aspects.removeAll(followed.spec().listed());
        return aspects;
    }

    /** @return empty where nothing is to be reconciled */
    public static Optional<Horizon> asked(FollowedStream followed, List<GapRow> gaps, Instant now) {
        Set<Aspect> aspects = unlisted(followed);
        if (followed.spec().reconcile() == null || aspects.isEmpty()) {
            return Optional.empty();
        }
        return PlanningHorizons.around(
                followed, gaps.stream().filter(GapRow::reconciles).toList(), aspects, now);
    }

    /**
     * @param listed what is missing of the aspects that the listing shows
     * @param unlisted what is missing of the others, for {@link #asked} with these same reconciliations
     * @param uncompared what of that was never compared, whatever else covers it. What is held by weaker evidence is
     *     compared on schedule, because a listing that left items out looks like any other
     * @param gaps all unfinished ones of the stream
     */
    public List<PlanStep> plan(
            FollowedStream followed,
            Entry listed,
            Entry unlisted,
            Entry uncompared,
            List<GapRow> gaps,
            ReconcileHistory history,
            Instant now) {
        Coverage missing = Coverage.of(unlisted.missing());
        Coverage toCompare = Coverage.of(uncompared.missing());
        Coverage undecided = Coverage.of(uncompared.undecided());
        List<PlanStep> steps = new ArrayList<>();
        UnfillableGaps lost = new UnfillableGaps();
        List<Range> active = new ArrayList<>();
        for (GapRow gap : gaps) {
            if (!gap.reconciles()) {
                continue;
            }
            boolean unfillable = gap.state() == GapState.UNFILLABLE;
            Range left = RangeArithmetic.span(RangeArithmetic.within(unfillable ? missing : toCompare, gap.range()));
            if (left == null) {
                if (RangeArithmetic.within(undecided, gap.range()).isEmpty()) {
                    steps.add(new PlanStep.Fill(gap));
                }
            } else if (unfillable) {
                // asked for again it is walked again, and a part of a walk proves nothing
                lost.keep(gap, isRefusedWalk(gap) ? gap.range() : left);
                continue;
            } else {
                work(followed, gap, left, unlisted.generation(), now).ifPresent(steps::add);
            }
            active.add(gap.range());
        }
        Coverage known = Coverage.of(active);
        long boundary = SourceRetention.boundary(followed, now);
        forget(followed, missing, known, lost, boundary, UnfillableReason.RETENTION);
        forget(followed, missing, known, lost, gone(gaps), UnfillableReason.GONE);
        steps.addAll(lost.steps(unlisted.generation(), MiningMode.RECONCILE));
        if (active.isEmpty()) {
            open(followed, listed, toCompare, gaps, history, now)
                    .map(opened -> new PlanStep.Open(
                            opened.range(), false, unlisted.generation(), MiningMode.RECONCILE, opened.cause()))
                    .ifPresent(steps::add);
        }
        return steps;
    }

    /** The whole range again, less what the source forgets meanwhile: a part of a walk proves nothing. */
    private static Optional<PlanStep> work(
            FollowedStream followed, GapRow gap, Range left, long generation, Instant now) {
        boolean overdue = gap.overdue(now);
        if (!overdue && !gap.waits()) {
            return Optional.empty();
        }
        boolean passed = gap.range().from() < SourceRetention.boundary(followed, now);
        long from = passed
                ? Math.max(gap.range().from(), SourceRetention.walkable(followed, now))
                : gap.range().from();
        if (from >= gap.range().to()) {
            return Optional.of(new PlanStep.GiveUp(gap, left));
        }
        Range whole = new Range(from, gap.range().to());
        if (overdue) {
            return Optional.of(new PlanStep.Reopen(gap, whole, generation));
        }
        return passed || gap.generation() != generation
                ? Optional.of(new PlanStep.Reshape(gap, whole, generation))
                : Optional.empty();
    }

    private static void forget(
            FollowedStream followed,
            Coverage missing,
            Coverage active,
            UnfillableGaps lost,
            long before,
            UnfillableReason reason) {
        if (followed.from() < before) {
            Coverage known = lost.kept().plus(active);
            RangeArithmetic.within(missing, new Range(followed.from(), before))
                    .minus(known)
                    .ranges()
                    .forEach(piece -> lost.add(
                            reason == UnfillableReason.GONE ? new Range(followed.from(), piece.to()) : piece, reason));
        }
    }

    /** The first position above all that the source said it does not keep; it forgets the oldest first. */
    private static long gone(List<GapRow> gaps) {
        return gaps.stream()
                .filter(gap -> gap.state() == GapState.UNFILLABLE
                        && UnfillableReason.GONE.word().equals(gap.reason()))
                .mapToLong(gap -> gap.range().to())
                .max()
                .orElse(Long.MIN_VALUE);
    }

    private record Opened(Range range, GapCause cause) {}

    private Optional<Opened> open(
            FollowedStream followed,
            Entry listed,
            Coverage missing,
            List<GapRow> gaps,
            ReconcileHistory history,
            Instant now) {
        GapCause cause = due(followed, history, now);
        Range walk = cause == null ? null : walk(followed, listed, gaps, now);
        if (cause == null
                || walk == null
                || RangeArithmetic.within(missing, walk).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Opened(walk, cause));
    }

    private @Nullable GapCause due(FollowedStream followed, ReconcileHistory history, Instant now) {
        Duration every = followed.spec().reconcile();
        if (every == null) {
            return null;
        }
        if (history.finishedAt() == null) {
            return GapCause.FIRST_RUN;
        }
        if (!now.isBefore(history.finishedAt().plus(every))) {
            return GapCause.SCHEDULE;
        }
        Instant closed = history.liveGapClosedAt();
        if (closed == null || now.isBefore(closed.plus(properties.reconcileDelay()))) {
            return null;
        }
        return history.openedAt() == null || closed.isAfter(history.openedAt()) ? GapCause.LIVE_GAP : null;
    }

    /**
     * Where a reconciliation begins and ends. It begins above all that the source keeps no more, since what it forgot
     * would look deleted. It ends where something that the listing shows is missing or undecided, since the ledger does
     * not have that yet. Null while something below that is, and while a walk that the source refused as gone waits to
     * be asked for again. A walk above it would not see the edits of what may be listed once more.
     */
    private @Nullable Range walk(FollowedStream followed, Entry listed, List<GapRow> gaps, Instant now) {
        long from = Math.max(followed.from(), SourceRetention.walkable(followed, now));
        for (GapRow gap : gaps) {
            if (gap.state() == GapState.UNFILLABLE && !isRefusedWalk(gap)) {
                from = Math.max(from, gap.range().to());
            }
        }
        for (GapRow gap : gaps) {
            if (isRefusedWalk(gap) && gap.range().to() > from) {
                return null;
            }
        }
        long settled = PlanningHorizons.settled(followed, listed, now);
        Long liveTo = horizons.live(followed, listed, new FrontierTrail(), now) ? listed.liveTo() : null;
        long to = liveTo == null ? settled : Math.min(settled, liveTo);
        List<Range> holes = new ArrayList<>(listed.missing());
        holes.addAll(listed.undecided());
        holes.sort(Comparator.comparingLong(Range::from));
        for (Range hole : holes) {
            if (hole.to() > from && hole.from() < to) {
                if (hole.to() < to) {
                    return null;
                }
                to = hole.from();
            }
        }
        return from < to ? new Range(from, to) : null;
    }

    private static boolean isRefusedWalk(GapRow gap) {
        return gap.reconciles()
                && gap.state() == GapState.UNFILLABLE
                && UnfillableReason.GONE.word().equals(gap.reason());
    }
}
