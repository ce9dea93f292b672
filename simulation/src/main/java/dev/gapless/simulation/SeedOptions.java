package dev.gapless.simulation;

import dev.gapless.simulation.core.ComponentFactory;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.oracle.Invariant.Tier;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a seed is run.
 *
 * @param kinds which faults may be planned
 * @param left out of the plan, by their numbers in it, from 0
 * @param core what is simulated
 * @param until it ends with the first broken invariant of this tier; null to run on
 */
public record SeedOptions(
        List<FaultKind> kinds,
        Set<Integer> left,
        ComponentFactory core,
        @Nullable Tier until) {

    public SeedOptions {
        kinds = List.copyOf(kinds);
        left = Set.copyOf(left);
    }

    /** Every fault, and the core as it is. */
    public static SeedOptions all() {
        return of(new ComponentFactory());
    }

    public static SeedOptions of(ComponentFactory core) {
        return new SeedOptions(List.of(FaultKind.values()), Set.of(), core, null);
    }

    /** With these faults only. */
    public SeedOptions only(FaultKind... some) {
        return new SeedOptions(List.of(some), left, core, until);
    }

    /** Without these faults. */
    public SeedOptions except(FaultKind... some) {
        return new SeedOptions(
                kinds.stream().filter(kind -> !List.of(some).contains(kind)).toList(), left, core, until);
    }

    public SeedOptions without(Set<Integer> faults) {
        return new SeedOptions(kinds, faults, core, until);
    }

    /** For who wants to know whether such an invariant is broken, and not what else is. */
    public SeedOptions until(Tier broken) {
        return new SeedOptions(kinds, left, core, broken);
    }
}
