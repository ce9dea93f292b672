package dev.gapless.simulation.actors;

import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.common.position.StreamId;
import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import dev.gapless.scheduler.planning.GapPlanner;
import dev.gapless.scheduler.planning.NextLook;
import dev.gapless.scheduler.planning.PlanStep;
import dev.gapless.scheduler.planning.PlanningHorizons;
import dev.gapless.scheduler.planning.ReconcileHistory;
import dev.gapless.scheduler.planning.ReconciliationPlanner;
import dev.gapless.scheduler.planning.StreamPlan;
import dev.gapless.scheduler.progress.GapTransition;
import dev.gapless.scheduler.progress.GapTransitions;
import dev.gapless.scheduler.shards.AccountShard;
import dev.gapless.scheduler.shards.ShardOwnership;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.kafka.SimulatedTopic;
import dev.gapless.simulation.oracle.Invariant;
import dev.gapless.simulation.stops.StopKeeper;
import dev.gapless.simulation.stores.GapStore;
import dev.gapless.simulation.stores.SimulatedPlanQueue;
import dev.gapless.simulation.stores.SimulatedPlanQueue.TakenStream;
import dev.gapless.simulation.stores.SimulatedShardLeases;
import dev.gapless.simulation.time.SimulatedNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A scheduler: plans, hands out, and listens to what miners say. */
public final class SchedulerActor {

    private static final int BATCH = 10;

    /** Whose shard this is hears of changes for all. */
    private static final int HEARING = 0;

    /** A scheduler that took streams and was not heard of for this long is taken for dead. */
    private static final Duration LEASE = Duration.ofSeconds(10);

    /** No sooner is a silent stream planned after its last plan. */
    private static final Duration REST = Duration.ofSeconds(5);

    private static final long SILENCES = 2 * SimulationContext.SECOND;

    /** One stream's part of the question; what its listing does not show is asked where it is reconciled. */
    private record Asked(
            TakenStream taken, FollowedStream followed, List<GapRow> gaps, Horizon listed, Optional<Horizon> unlisted) {

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
    private final NextLook nextLook;
    private final GapTransitions judge;
    private final RetryBackoff backoff;
    private final StopKeeper stops;
    private SimulatedShardLeases.Member leases;
    private ShardOwnership ownership;

    public SchedulerActor(
            SimulatedNode node,
            SimulationContext stage,
            SharedSchedulerState shared,
            CoverageActor coverage,
            List<FollowedStream> followed,
            GapPlanner planner,
            ReconciliationPlanner reconciliations,
            NextLook nextLook,
            GapTransitions judge,
            RetryBackoff backoff) {
        this.node = node;
        this.stage = stage;
        this.shared = shared;
        this.coverage = coverage;
        this.followed = followed;
        this.planner = planner;
        this.reconciliations = reconciliations;
        this.nextLook = nextLook;
        this.judge = judge;
        this.backoff = backoff;
        this.stops = stage.stops().keeper(node);
        this.leases = shared.leases().new Member(true);
        this.ownership = new ShardOwnership(leases, new SimpleMeterRegistry());
    }

    public void start() {
        stops.start();
        shared.joins(this);
        leases = shared.leases().new Member(stage.core().schedulersLookAtTheirTokens());
        ownership = new ShardOwnership(leases, new SimpleMeterRegistry());
        node.after(0, this::renew);
        node.after(stage.chance().between(0, SimulationContext.SECOND), this::plan);
        node.after(stage.chance().between(0, SILENCES), this::silences);
        node.after(stage.chance().between(0, SimulationContext.SECOND), this::dispatch);
        node.after(stage.chance().between(0, SimulationContext.SECOND), this::listen);
    }

    private void renew() {
        ownership.renew();
        node.after(SimulationContext.SECOND, this::renew);
    }

    /** To be asked at the instant of writing. */
    private boolean mayWrite(StreamId stream, Set<Integer> fenced) {
        int shard = AccountShard.of(stream);
        if (fenced.contains(shard) && !leases.owns(shard)) {
            stage.oracle()
                    .broken(
                            Invariant.STALE_EPOCH,
                            "%s by %s, whose shard it is no more".formatted(stream, node.name()));
        }
        return fenced.contains(shard);
    }

    private SimulatedPlanQueue plans() {
        return shared.plans();
    }

    private GapStore gaps() {
        return shared.gaps();
    }

    private void plan() {
        hear();
        look();
        node.after(SimulationContext.SECOND / 4, this::plan);
    }

    /** A change is deleted after it is written down, so one that is heard before a crash is heard again. */
    private void hear() {
        if (!ownership.hadLately(HEARING)) {
            return;
        }
        Instant now = node.clock().instant();
        List<StreamId> notes = plans().notes();
        notes.forEach(stream -> plans().changed(stream, now));
        if (!notes.isEmpty()) {
            node.reached("changes written");
            plans().delete(notes);
        }
    }

    private void silences() {
        Instant now = node.clock().instant();
        followed.stream()
                .filter(stream -> ownership.hadLately(HEARING))
                .filter(stream -> coverage.isSilent(stream, shared.liveFresh()))
                .forEach(stream -> plans().silent(stream.stream(), REST, now));
        node.after(SILENCES, this::silences);
    }

    /** Those that are due. Sometimes others take them meanwhile, because the lease has run out. */
    private void look() {
        Instant now = node.clock().instant();
        List<TakenStream> taken = plans().take(ownership.fence(), now, now.plus(LEASE));
        if (taken.isEmpty()) {
            return;
        }
        ask(taken, now);
        if (stage.chaos().strikes(FaultKind.TWO_PLANNERS)) {
            shared.leases().lapse(AccountShard.of(taken.getFirst().stream()));
            plans().expire(taken, now.minus(LEASE));
            shared.others(this).forEach(SchedulerActor::lookToo);
        }
    }

    private void lookToo() {
        node.after(stage.chance().between(0, 20 * SimulationContext.MILLI), () -> {
            ownership.renew();
            look();
        });
    }

    private void ask(List<TakenStream> taken, Instant now) {
        List<Asked> asked = new ArrayList<>();
        for (TakenStream each : taken) {
            FollowedStream stream = followed(each.stream());
            List<GapRow> unfinished = gaps().unfinished(stream.stream());
            List<GapRow> mined =
                    unfinished.stream().filter(gap -> !gap.reconciles()).toList();
            PlanningHorizons.asked(stream, mined, now)
                    .ifPresentOrElse(
                            listed -> asked.add(new Asked(
                                    each,
                                    stream,
                                    unfinished,
                                    listed,
                                    ReconciliationPlanner.asked(stream, unfinished, now))),
                            () -> plans().finish(each, nextLook.unasked(stream, now), 0, false, now));
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
                Set<Integer> fenced = ownership.fence();
                for (Answered answer : answers) {
                    TakenStream each = answer.asked().taken();
                    if (!plans().holds(each)) {
                        continue;
                    }
                    if (mayWrite(each.stream(), fenced)) {
                        make(answer, now);
                    } else {
                        plans().expire(List.of(each), now);
                    }
                }
                node.reached("plan made");
            });
        });
    }

    private FollowedStream followed(StreamId id) {
        return followed.stream()
                .filter(stream -> stream.stream().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void make(Answered answer, Instant now) {
        Asked asked = answer.asked();
        FollowedStream stream = asked.followed();
        StreamPlan plan = stage.core().plan(planner, stream, answer.listed(), asked.mined(), now);
        List<PlanStep> steps = new ArrayList<>(plan.steps());
        ReconcileHistory history = gaps().history(stream.stream());
        answer.unlisted()
                .ifPresent(unlisted -> steps.addAll(reconciliations.plan(
                        stream,
                        answer.listed(),
                        unlisted,
                        answer.uncompared().orElseThrow(),
                        asked.gaps(),
                        history,
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
        NextLook.Look next = stage.core()
                .next(
                        nextLook.after(
                                stream,
                                asked.gaps(),
                                answer.listed(),
                                plan,
                                steps,
                                history,
                                asked.taken().waits(),
                                now),
                        answer.listed(),
                        now);
        plans().finish(asked.taken(), next.at(), next.waits(), plan.live(), now);
    }

    private void moved(GapRow seen, boolean applied) {
        if (applied) {
            stage.oracle().moved(seen.id(), seen.epoch());
        }
    }

    private void dispatch() {
        if (mayWrite(followed.getFirst().stream(), ownership.fence())) {
            handOut(node.clock().instant());
        }
        node.after(SimulationContext.SECOND / 2, this::dispatch);
    }

    private void handOut(Instant now) {
        gaps().reopenLost(now);
        for (MiningTask task : gaps().take(now, stage.stops()::holdsMining)) {
            stage.oracle().dispatched(task.gapId(), task.epoch());
            node.reached("dispatch marked");
            stage.log().send(node, SimulatedTopic.TASKS, task.stream().key(), task, (place, failure) -> {});
        }
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
            Instant lease = verdict.leaseUntil();
            if (verdict.state() == GapState.FILLING && lease != null) {
                plans().noLater(slice.stream(), lease);
            }
            if (gaps().apply(slice.gapId(), slice.epoch(), verdict, now)) {
                stage.oracle().moved(slice.gapId(), slice.epoch());
            }
        });
    }
}
