package dev.gapless.simulation.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.capture.coverage.CoverageWindows;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.OffsetVector;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.StreamSpec;
import dev.gapless.simulation.SeedResult;
import dev.gapless.simulation.SeedSimulation;
import dev.gapless.simulation.core.ComponentFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Every bug is found, within so many seeds, by what was expected to find it; without it, the same seed passes. */
class MutantsTest {

    private static final int MAX_SEEDS = 1_500;

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "CAPTURE_WINDOW_ENDS_ONE_TOO_LATE")
    void is_found_by_whom_it_was_expected(PlantedMutant mutant) {
        SeedResult found = null;
        long first = firstSeed(mutant);
        for (long seed = first; seed < first + MAX_SEEDS && found == null; seed++) {
            SeedResult outcome = SeedSimulation.run(seed, mutant.options().until(mutant.tier()));
            found = mutant.isFoundIn(outcome) ? outcome : null;
        }
        assertThat(found).as("%s in %d seeds", mutant, MAX_SEEDS).isNotNull();
        System.out.printf(
                "%-46s %-12s seed %4d  %s%n",
                mutant,
                mutant.expected(),
                found.seed(),
                found.violations().getFirst().rule());
        assertThat(SeedSimulation.run(found.seed(), mutant.soundOptions()).violations())
                .as("seed %d without it", found.seed())
                .isEmpty();
    }

    /** Where few seeds find the bug, or a run with it takes seconds, the search begins shortly before one that does. */
    private static long firstSeed(PlantedMutant mutant) {
        return switch (mutant) {
            case MINER_PAGE_COVERS_ITS_EDGE, MINER_TAKES_A_FAILURE_FOR_SUCCESS -> 15;
            case MINER_SENDS_WHAT_NO_RECORD_TAKES -> 4;
            case MINER_DELETES_ON_SUSPICION, SCHEDULER_IGNORES_EPOCHS -> 38;
            case SCHEDULER_DOES_NOT_WAIT_TO_SETTLE -> 66;
            case LEDGER_KNOWS_ITEMS_BY_ID_ALONE, CACHE_IS_TRUSTED -> 28;
            case LEDGER_DECIDES_REDELIVERIES_ANEW -> 60;
            default -> 1;
        };
    }

    @ParameterizedTest
    @EnumSource(names = "CAPTURE_WINDOW_ENDS_ONE_TOO_LATE")
    void is_found_by_an_exact_number(PlantedMutant mutant) {
        assertThat(mutant.expected()).isEqualTo(PlantedMutant.Found.BY_A_UNIT_TEST);
        assertThat(reportedEnd(mutant.core(), 700)).isNotEqualTo(700);
        assertThat(reportedEnd(new ComponentFactory(), 700)).isEqualTo(700);
    }

    /** Where a window is reported to end whose claim ends at {@code to}. */
    private static long reportedEnd(ComponentFactory core, long to) {
        List<CoverageReport> told = new ArrayList<>();
        Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
        CoverageWindows windows = new CoverageWindows(
                "connection",
                name -> new StreamId("simulated", "ann", name),
                1,
                core.captured(new CollectedReports(told)),
                clock,
                name -> null);
        windows.open(posts(), new LiveEffect.OpenWindow("posts", 100, Evidence.HEARTBEAT_ATTESTED, 0, null));
        windows.reach(new LiveEffect.AdvanceCoverage("posts", to, List.of()), OffsetVector.EMPTY);
        windows.reportDue();
        return told.getLast().to();
    }

    private static StreamSpec posts() {
        return new StreamSpec(
                "posts",
                StreamSpec.Kind.EVENT,
                PositionDomain.TIME,
                Set.of(Aspect.CREATIONS),
                Set.of(Aspect.CREATIONS),
                true,
                new StreamSpec.StreamTiming(Duration.ofSeconds(1), Duration.ofDays(1), Duration.ofSeconds(5)));
    }
}
