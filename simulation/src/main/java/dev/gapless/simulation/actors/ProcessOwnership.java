package dev.gapless.simulation.actors;

import dev.gapless.simulation.faults.FaultInjector;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.time.SimulatedNode;
import dev.gapless.simulation.time.VirtualScheduler;
import java.util.List;

/**
 * One of several processes has the work. It is given to another one when its owner is gone or stands still for too
 * long; who had it before learns that late.
 */
public final class ProcessOwnership {

    private static final long LOOK = 1_000_000;
    private static final int TIMEOUT = 4;

    private final VirtualScheduler loop;
    private final FaultInjector chaos;
    private final List<SimulatedNode> members;
    private int owner;
    private int missed;
    private long generation = 1;

    public ProcessOwnership(VirtualScheduler loop, FaultInjector chaos, List<SimulatedNode> members) {
        this.loop = loop;
        this.chaos = chaos;
        this.members = List.copyOf(members);
        loop.after(LOOK, this::look);
    }

    private void look() {
        SimulatedNode present = members.get(owner);
        missed = present.isUp() && !present.standsStill() ? 0 : missed + 1;
        if (chaos.strikes(FaultKind.TWO_OF_ONE_NAME) || missed >= TIMEOUT) {
            owner = (owner + 1) % members.size();
            generation++;
            missed = 0;
        }
        loop.after(LOOK, this::look);
    }

    boolean isOwner(SimulatedNode node) {
        return members.get(owner) == node;
    }

    /** Grows with each hand-over. */
    long generation() {
        return generation;
    }
}
