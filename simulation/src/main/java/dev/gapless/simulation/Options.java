package dev.gapless.simulation;

import dev.gapless.simulation.core.Core;
import dev.gapless.simulation.faults.FaultKind;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * How a seed is run.
 *
 * @param kinds which faults may be planned
 * @param left out of the plan, by their numbers in it, from 0
 * @param core what is simulated
 */
public record Options(List<FaultKind> kinds, Set<Integer> left, Core core) {

    public Options {
        kinds = List.copyOf(kinds);
        left = Set.copyOf(left);
    }

    /**
     * Faults that the core does not stand yet, and that a test shows not to be stood: a miner goes on believing what it
     * measured of the source's clock before its own was set forward; where the scheduler's is ahead too, as on one
     * machine, a walk covers what is yet to come.
     */
    public static final Set<FaultKind> NOT_STOOD = Set.of(FaultKind.MINER_AHEAD);

    /** Every fault that the core stands, and the core as it is. */
    public static Options all() {
        return of(new Core());
    }

    public static Options of(Core core) {
        List<FaultKind> stood = Arrays.stream(FaultKind.values())
                .filter(kind -> !NOT_STOOD.contains(kind))
                .toList();
        return new Options(stood, Set.of(), core);
    }

    /** With these faults only. */
    public Options only(FaultKind... some) {
        return new Options(List.of(some), left, core);
    }

    public Options without(Set<Integer> faults) {
        return new Options(kinds, faults, core);
    }
}
