package dev.gapless.simulation.actors;

import dev.gapless.simulation.stores.GapStore;
import dev.gapless.simulation.stores.SimulatedPlanQueue;
import dev.gapless.simulation.stores.SimulatedShardLeases;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the schedulers have in common: their tables, and how far they have listened. */
public final class SharedSchedulerState {

    private final GapStore gaps;
    private final SimulatedPlanQueue plans;
    private final SimulatedShardLeases leases;
    private final ProcessOwnership listening;
    private final Duration liveFresh;
    private final Set<SchedulerActor> schedulers = new LinkedHashSet<>();
    private long heard;

    public SharedSchedulerState(
            GapStore gaps,
            SimulatedPlanQueue plans,
            SimulatedShardLeases leases,
            ProcessOwnership listening,
            Duration liveFresh) {
        this.gaps = gaps;
        this.plans = plans;
        this.leases = leases;
        this.liveFresh = liveFresh;
        this.listening = listening;
    }

    void joins(SchedulerActor scheduler) {
        schedulers.add(scheduler);
    }

    List<SchedulerActor> others(SchedulerActor scheduler) {
        return schedulers.stream().filter(other -> other != scheduler).toList();
    }

    GapStore gaps() {
        return gaps;
    }

    SimulatedPlanQueue plans() {
        return plans;
    }

    SimulatedShardLeases leases() {
        return leases;
    }

    Duration liveFresh() {
        return liveFresh;
    }

    ProcessOwnership listening() {
        return listening;
    }

    long heard() {
        return heard;
    }

    void hear(long next) {
        heard = Math.max(heard, next);
    }
}
