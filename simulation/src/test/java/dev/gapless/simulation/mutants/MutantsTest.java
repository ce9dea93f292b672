package dev.gapless.simulation.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.simulation.Outcome;
import dev.gapless.simulation.Simulation;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every bug is found, within so many seeds, by the tier that was expected to; without it, the same seeds pass. */
class MutantsTest {

    private static final int MOST_SEEDS = 1_500;

    @ParameterizedTest
    @EnumSource(Mutant.class)
    void is_found_by_the_tier_that_was_expected_to(Mutant mutant) {
        Outcome found = null;
        for (long seed = 1; seed <= MOST_SEEDS && found == null; seed++) {
            Outcome outcome = Simulation.run(seed, mutant.options());
            if (isExpected(outcome, mutant)) {
                found = outcome;
            }
        }
        assertThat(found).as("%s in %d seeds", mutant, MOST_SEEDS).isNotNull();
        System.out.printf(
                "%-46s %s  seed %4d  %s%n",
                mutant, mutant.expected(), found.seed(), found.violations().getFirst());
        assertThat(Simulation.run(found.seed(), mutant.soundOptions()).violations())
                .as("seed %d without it", found.seed())
                .isEqualTo(List.of());
    }

    private static boolean isExpected(Outcome outcome, Mutant mutant) {
        return outcome.violations().stream().anyMatch(violation -> violation.rule().tier() == mutant.expected());
    }
}
