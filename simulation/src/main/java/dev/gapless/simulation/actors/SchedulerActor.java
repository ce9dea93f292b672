package dev.gapless.simulation.actors;

import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.planning.GapPlanner;
import dev.gapless.scheduler.planning.PlanStep;
import dev.gapless.scheduler.planning.PlanningHorizons;
import dev.gapless.scheduler.planning.ReconciliationPlanner;
import dev.gapless.scheduler.progress.GapTransition;
import dev.gapless.scheduler.progress.GapTransitions;
import dev.gapless.scheduler.time.FailureBackoff;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.kafka.SimulatedTopic;
import dev.gapless.simulation.stores.GapStore;
import dev.gapless.simulation.time.SimulatedNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A scheduler: plans, hands out, and listens to what miners say. */
public final class SchedulerActor {

    private static final int BATCH = 10;

    /** One stream's part of the question; what its listing does not show is asked where it is reconciled. */
    private record Asked(FollowedStream followed, List<GapRow> gaps, Horizon listed, Optional<Horizon> unlisted) {

        Optional<Horizon> uncompared() {
            return unlisted.map(
                    each -> new Horizon(each.stream(), each.from(), each.to(), each.aspects(), Evidence.RECONCILED));
        }

        List<GapRow> mined() {
            return gaps.stream().filter(gap -> !gap.reconciles()).toList();
        }
    }

    private record Answered(Asked asked, Entry listed, Optional<Entry> unlisted, Optional<Entry> uncompared) {}

    private final SimulatedNode node;
    private final SimulationContext stage;
    private final SharedSchedulerState shared;
    private final CoverageActor coverage;
    private final List<FollowedStream> followed;
    private final GapPlanner planner;
    private final ReconciliationPlanner reconciliations;
    private final GapTransitions judge;
    private final FailureBackoff backoff;

    public SchedulerActor(
            SimulatedNode node,
            SimulationContext stage,
            SharedSchedulerState shared,
            CoverageActor coverage,
            List<FollowedStream> followed,
            GapPlanner planner,
            ReconciliationPlanner reconciliations,
            GapTransitions judge,
            FailureBackoff backoff) {
        this.node = node;
        this.stage = stage;
        this.shared = shared;
        this.coverage = coverage;
        this.followed = followed;
        this.planner = planner;
        this.reconciliations = reconciliations;
        this.judge = judge;
        this.backoff = backoff;
    }

    public void start() {
        shared.joins(this);
        node.after(stage.chance().between(0, SimulationContext.SECOND), this::plan);
        node.after(stage.chance().between(0, SimulationContext.SECOND), this::dispatch);
        node.after(stage.chance().between(0, SimulationContext.SECOND), this::listen);
    }

    private GapStore gaps() {
        return shared.gaps();
    }

    /** By turns; unless the lock that sees to it fails. */
    private void plan() {
        if (shared.lock(node)) {
            ask();
            if (stage.chaos().strikes(FaultKind.TWO_PLANNERS)) {
                shared.others(this).forEach(SchedulerActor::planToo);
            }
        }
        node.after(SimulationContext.SECOND, this::plan);
    }

    private void planToo() {
        node.after(stage.chance().between(0, 20 * SimulationContext.MILLI), this::ask);
    }

    private void ask() {
        Instant now = node.clock().instant();
        List<Asked> asked = new ArrayList<>();
        for (FollowedStream stream : followed) {
            List<GapRow> unfinished = gaps().unfinished(stream.stream());
            List<GapRow> mined =
                    unfinished.stream().filter(gap -> !gap.reconciles()).toList();
            PlanningHorizons.asked(stream, mined, now)
                    .ifPresent(listed -> asked.add(new Asked(
                            stream, unfinished, listed, ReconciliationPlanner.asked(stream, unfinished, now))));
        }
        node.after(stage.travel(), () -> {
            node.reached("plan asked");
            List<Answered> answers = asked.stream()
                    .map(each -> new Answered(
                            each,
                            coverage.answer(each.listed()),
                            each.unlisted().map(coverage::answer),
                            each.uncompared().map(coverage::answer)))
                    .toList();
            node.after(stage.travel(), () -> {
                node.reached("plan answered");
                answers.forEach(answer -> make(answer, now));
                shared.unlock(node);
                node.reached("plan made");
            });
        });
    }

    private void make(Answered answer, Instant now) {
        Asked asked = answer.asked();
        FollowedStream stream = asked.followed();
        List<PlanStep> steps = new ArrayList<>(stage.core()
                .plan(planner, stream, answer.listed(), asked.mined(), now)
                .steps());
        answer.unlisted()
                .ifPresent(unlisted -> steps.addAll(reconciliations.plan(
                        stream,
                        answer.listed(),
                        unlisted,
                        answer.uncompared().orElseThrow(),
                        asked.gaps(),
                        gaps().history(stream.stream()),
                        now)));
        for (PlanStep step : steps) {
            switch (step) {
                case PlanStep.Open open -> gaps().open(stream.stream(), open, now);
                case PlanStep.Await(GapRow gap) -> moved(gap, gaps().await(gap));
                case PlanStep.Fill(GapRow gap) -> moved(gap, gaps().fill(gap, now));
                case PlanStep.Reopen reopen ->
                    moved(
                            reopen.gap(),
                            gaps().reopen(reopen, backoff.after(reopen.gap().unseen() + 1), now));
                case PlanStep.Reshape reshape -> moved(reshape.gap(), gaps().reshape(reshape));
                case PlanStep.Absorb(GapRow gap) -> moved(gap, gaps().absorb(gap));
                case PlanStep.GiveUp giveUp -> moved(giveUp.gap(), gaps().giveUp(giveUp));
                case PlanStep.Resize resize -> moved(resize.gap(), gaps().resize(resize));
                case PlanStep.Lose lose -> gaps().markUnfillable(stream.stream(), lose, now);
            }
        }
    }

    private void moved(GapRow seen, boolean applied) {
        if (applied) {
            stage.oracle().moved(seen.id(), seen.epoch());
        }
    }

    private void dispatch() {
        Instant now = node.clock().instant();
        gaps().reopenLost(now);
        for (MiningTask task : gaps().take(now)) {
            stage.oracle().dispatched(task.gapId(), task.epoch());
            node.reached("dispatch marked");
            stage.log().send(node, SimulatedTopic.TASKS, task.stream().key(), task, (place, failure) -> {});
        }
        node.after(SimulationContext.SECOND / 2, this::dispatch);
    }

    private void listen() {
        if (shared.listening().isOwner(node)) {
            stage.log().read(SimulatedTopic.PROGRESS, 0, shared.heard(), BATCH).forEach(entry -> {
                apply((MiningProgress) entry.value());
                node.reached("progress applied");
                shared.hear(entry.offset() + 1);
            });
        }
        node.after(stage.chance().between(50 * SimulationContext.MILLI, 300 * SimulationContext.MILLI), this::listen);
    }

    private void apply(MiningProgress slice) {
        Instant now = node.clock().instant();
        gaps().standing(slice.gapId(), slice.epoch()).ifPresent(gap -> {
            GapTransition verdict = stage.core().judge(judge, slice, gap, now);
            if (gaps().apply(slice.gapId(), slice.epoch(), verdict, now)) {
                stage.oracle().moved(slice.gapId(), slice.epoch());
            }
        });
    }
}
