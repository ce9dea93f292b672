package dev.gapless.simulation.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.simulation.PlanShrinker;
import dev.gapless.simulation.SeedFailureReport;
import dev.gapless.simulation.SeedOptions;
import dev.gapless.simulation.SeedResult;
import dev.gapless.simulation.SeedSimulation;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.faults.SimulatedFault;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

    private final PlantedMutant mutant = PlantedMutant.CAPTURE_TAKES_A_FAILURE_FOR_SUCCESS;

    @Test
    void leaves_the_one_fault_that_it_takes() {
        SeedResult failed = firstFailure();
        Set<Integer> left = new PlanShrinker(mutant.options()).shrink(failed);
        SeedResult shrunk = SeedSimulation.run(failed.seed(), mutant.options().without(left));

        assertThat(failed.plan()).hasSizeGreaterThan(3);
        assertThat(shrunk.failed()).isTrue();
        assertThat(shrunk.plan()).extracting(SimulatedFault::kind).containsExactly(FaultKind.RECORD_LOST);
    }

    @Test
    void what_is_left_out_does_not_change_the_rest_of_the_plan() {
        SeedOptions options = mutant.options();
        SeedResult whole = SeedSimulation.run(7, options);
        SeedResult part = SeedSimulation.run(7, options.without(Set.of(0, 2)));

        Set<SimulatedFault> gone = new HashSet<>(whole.plan());
        part.plan().forEach(gone::remove);
        assertThat(gone)
                .containsExactlyInAnyOrder(whole.plan().get(0), whole.plan().get(2));
    }

    @Test
    void tells_how_to_see_it_again() {
        SeedResult failed = firstFailure();

        assertThat(SeedFailureReport.of(failed, mutant.options()))
                .contains("./gapless simulate --seed " + failed.seed())
                .contains("--without ")
                .contains("record_lost at ");
    }

    private SeedResult firstFailure() {
        for (long seed = 1; seed < 500; seed++) {
            SeedResult outcome = SeedSimulation.run(seed, mutant.options());
            if (outcome.failed() && outcome.plan().size() > 3) {
                return outcome;
            }
        }
        throw new AssertionError("the mutant lives");
    }
}
