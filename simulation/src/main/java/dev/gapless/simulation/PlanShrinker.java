package dev.gapless.simulation;

import dev.gapless.simulation.oracle.Invariant;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** Leaves out of a failing seed's plan what it fails without. */
public final class PlanShrinker {

    private final SeedOptions options;

    public PlanShrinker(SeedOptions options) {
        this.options = options;
    }

    /**
     * Tries each fault in its turn, until none can be left out.
     *
     * @return the numbers of the faults that the seed breaks the same promise without
     */
    public Set<Integer> shrink(SeedResult failed) {
        Invariant broken = failed.violations().getFirst().rule();
        Set<Integer> left = new TreeSet<>(options.left());
        int faults =
                SeedSimulation.planned(failed.seed(), options.without(Set.of())).size();
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (int fault = faults - 1; fault >= 0; fault--) {
                Set<Integer> without = new HashSet<>(left);
                if (without.add(fault) && breaks(failed.seed(), without, broken)) {
                    left.add(fault);
                    smaller = true;
                }
            }
        }
        return left;
    }

    private boolean breaks(long seed, Set<Integer> without, Invariant rule) {
        return SeedSimulation.run(seed, options.without(without)).violations().stream()
                .anyMatch(violation -> violation.rule() == rule);
    }
}
