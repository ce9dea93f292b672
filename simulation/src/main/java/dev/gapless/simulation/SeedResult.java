package dev.gapless.simulation;

import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.faults.SimulatedFault;
import dev.gapless.simulation.oracle.InvariantViolation;
import java.util.List;
import java.util.Map;

/**
 * The result of one seed.
 *
 * @param violations in their order; none when all promises were kept
 * @param plan the faults that were planned, without those left out
 * @param fired how often each fault really struck
 * @param crashes how often which process died where
 * @param versions that the source made
 * @param changes that were published
 * @param steps of virtual time
 * @param micros of virtual time
 */
public record SeedResult(
        long seed,
        List<InvariantViolation> violations,
        List<SimulatedFault> plan,
        Map<FaultKind, Long> fired,
        Map<String, Long> crashes,
        int versions,
        int changes,
        long steps,
        long micros) {

    public SeedResult {
        violations = List.copyOf(violations);
        plan = List.copyOf(plan);
        fired = Map.copyOf(fired);
        crashes = Map.copyOf(crashes);
    }

    public boolean failed() {
        return !violations.isEmpty();
    }
}
