package dev.gapless.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.simulation.faults.FaultKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeedSimulationTest {

    private static final long SEEDS = Long.getLong("gapless.simulation.seeds", 700);
    private static final int SHOWN = 3;

    /** A fault counts only where it was seen to strike; each kind has to, in every tenth seed at least. */
    @Test
    void thousands_of_schedules_of_faults_break_no_promise() throws InterruptedException {
        SeedOptions options = SeedOptions.all();
        List<SeedResult> failures = new ArrayList<>();
        SeedRunSummary summary = new SeedRunner(options, 1).run(1, SEEDS, outcome -> {
            if (outcome.failed() && failures.size() < SHOWN) {
                failures.add(outcome);
            }
        });
        System.out.println(summary);
        System.out.println("struck: " + summary.fired());
        System.out.println("died:   " + summary.crashes());

        assertThat(failures).as(() -> reports(failures, options)).isEmpty();
        assertThat(summary.fired().keySet()).containsExactlyInAnyOrderElementsOf(options.kinds());
        assertThat(summary.fired())
                .allSatisfy((kind, times) -> assertThat(times).as(kind.name()).isGreaterThanOrEqualTo(SEEDS / 10));
    }

    private static String reports(List<SeedResult> failures, SeedOptions options) {
        StringBuilder text = new StringBuilder("\n");
        failures.forEach(failed -> text.append(SeedFailureReport.of(failed, options)));
        return text.toString();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void the_same_seed_is_the_same_to_the_last_event(long seed) {
        assertThat(SeedSimulation.run(seed, SeedOptions.all())).isEqualTo(SeedSimulation.run(seed, SeedOptions.all()));
    }

    /** One kind at a time, many of it: what only shows when a fault meets itself. */
    @ParameterizedTest
    @EnumSource
    void nothing_breaks_under_many_of_one_kind(FaultKind kind) {
        SeedOptions options = SeedOptions.all().only(kind);
        for (long seed = 1; seed <= 20; seed++) {
            SeedResult outcome = SeedSimulation.run(seed, options);

            assertThat(outcome.violations())
                    .as(() -> SeedFailureReport.of(outcome, options))
                    .isEmpty();
        }
    }
}
