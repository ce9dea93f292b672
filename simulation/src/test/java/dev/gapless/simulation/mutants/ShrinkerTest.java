package dev.gapless.simulation.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.simulation.Options;
import dev.gapless.simulation.Outcome;
import dev.gapless.simulation.Report;
import dev.gapless.simulation.Shrinker;
import dev.gapless.simulation.Simulation;
import dev.gapless.simulation.faults.Fault;
import dev.gapless.simulation.faults.FaultKind;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

    private final Mutant mutant = Mutant.CAPTURE_TAKES_A_FAILURE_FOR_SUCCESS;

    @Test
    void leaves_the_one_fault_that_it_takes() {
        Outcome failed = firstFailure();
        Set<Integer> left = new Shrinker(mutant.options()).shrink(failed);
        Outcome shrunk = Simulation.run(failed.seed(), mutant.options().without(left));

        assertThat(failed.plan()).hasSizeGreaterThan(3);
        assertThat(shrunk.failed()).isTrue();
        assertThat(shrunk.plan()).extracting(Fault::kind).containsExactly(FaultKind.RECORD_LOST);
    }

    @Test
    void what_is_left_out_does_not_change_the_rest_of_the_plan() {
        Options options = mutant.options();
        Outcome whole = Simulation.run(7, options);
        Outcome part = Simulation.run(7, options.without(Set.of(0, 2)));

        Set<Fault> gone = new HashSet<>(whole.plan());
        part.plan().forEach(gone::remove);
        assertThat(gone)
                .containsExactlyInAnyOrder(whole.plan().get(0), whole.plan().get(2));
    }

    @Test
    void tells_how_to_see_it_again() {
        Outcome failed = firstFailure();

        assertThat(Report.of(failed, mutant.options()))
                .contains("./gapless simulate --seed " + failed.seed())
                .contains("--without ")
                .contains("record_lost at ");
    }

    private Outcome firstFailure() {
        for (long seed = 1; seed < 500; seed++) {
            Outcome outcome = Simulation.run(seed, mutant.options());
            if (outcome.failed() && outcome.plan().size() > 3) {
                return outcome;
            }
        }
        throw new AssertionError("the mutant lives");
    }
}
