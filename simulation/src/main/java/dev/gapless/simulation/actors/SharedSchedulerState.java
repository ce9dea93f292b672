package dev.gapless.simulation.actors;

import dev.gapless.simulation.stores.GapStore;
import dev.gapless.simulation.time.SimulatedNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the schedulers have in common: their tables, a lock, and how far they have listened. */
public final class SharedSchedulerState {

    private final GapStore gaps;
    private final ProcessOwnership listening;
    private final Set<SchedulerActor> schedulers = new LinkedHashSet<>();
    private @Nullable SimulatedNode holder;
    private int holdersLife;
    private long heard;

    public SharedSchedulerState(GapStore gaps, ProcessOwnership listening) {
        this.gaps = gaps;
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

    ProcessOwnership listening() {
        return listening;
    }

    /** @return false when another one has it, and lives */
    boolean lock(SimulatedNode node) {
        SimulatedNode present = holder;
        if (present != null && present.isUp() && present.incarnation() == holdersLife) {
            return false;
        }
        holder = node;
        holdersLife = node.incarnation();
        return true;
    }

    void unlock(SimulatedNode node) {
        if (holder == node) {
            holder = null;
        }
    }

    long heard() {
        return heard;
    }

    void hear(long next) {
        heard = Math.max(heard, next);
    }
}
