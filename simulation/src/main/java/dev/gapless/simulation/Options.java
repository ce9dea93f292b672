package dev.gapless.simulation;

import dev.gapless.simulation.core.Core;
import dev.gapless.simulation.faults.FaultKind;
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

    /** Every fault, and the core as it is. */
    public static Options all() {
        return of(new Core());
    }

    public static Options of(Core core) {
        return new Options(List.of(FaultKind.values()), Set.of(), core);
    }

    /** With these faults only. */
    public Options only(FaultKind... some) {
        return new Options(List.of(some), left, core);
    }

    public Options without(Set<Integer> faults) {
        return new Options(kinds, faults, core);
    }
}
