package dev.gapless.simulation.actors;

import dev.gapless.simulation.stores.GapStore;
import dev.gapless.simulation.time.Node;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the schedulers have in common: their tables, a lock, and how far they have listened. */
public final class Shared {

    private final GapStore gaps;
    private final Ownership listening;
    private final Set<SchedulerActor> schedulers = new LinkedHashSet<>();
    private @Nullable Node holder;
    private int holdersLife;
    private long heard;

    public Shared(GapStore gaps, Ownership listening) {
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

    Ownership listening() {
        return listening;
    }

    /** @return false when another one has it, and lives */
    boolean lock(Node node) {
        Node present = holder;
        if (present != null && present.isUp() && present.incarnation() == holdersLife) {
            return false;
        }
        holder = node;
        holdersLife = node.incarnation();
        return true;
    }

    void unlock(Node node) {
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
