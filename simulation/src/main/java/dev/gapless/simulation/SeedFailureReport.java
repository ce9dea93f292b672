package dev.gapless.simulation;

import dev.gapless.simulation.faults.SimulatedFault;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is told of a seed that failed: what was broken, how to see it again, and the least that it takes. */
public final class SeedFailureReport {

    private static final int MAX = 3;

    private SeedFailureReport() {}

    /** Some lines. Shrinks the plan first, which takes a few dozen runs. */
    public static String of(SeedResult failed, SeedOptions options) {
        Set<Integer> left = new PlanShrinker(options).shrink(failed);
        SeedResult shrunk = SeedSimulation.run(failed.seed(), options.without(left));
        StringBuilder text = new StringBuilder("seed %d broke %d promises%n"
                .formatted(failed.seed(), failed.violations().size()));
        failed.violations().stream().limit(MAX).forEach(violation -> text.append("  %s%n".formatted(violation)));
        text.append("replay:  ./gapless simulate --seed %d%n".formatted(failed.seed()));
        if (!left.isEmpty()) {
            text.append("shortest: ./gapless simulate --seed %d --without %s%n"
                    .formatted(failed.seed(), left.stream().map(String::valueOf).collect(Collectors.joining(","))));
        }
        shrunk.violations().stream().limit(1).forEach(violation -> text.append("  %s%n".formatted(violation)));
        text.append(plan(shrunk.plan()));
        return text.toString();
    }

    /** The faults that were planned, one a line. */
    public static String plan(List<SimulatedFault> plan) {
        return plan.isEmpty()
                ? "  without any fault%n".formatted()
                : plan.stream().map("  %s%n"::formatted).collect(Collectors.joining());
    }
}
