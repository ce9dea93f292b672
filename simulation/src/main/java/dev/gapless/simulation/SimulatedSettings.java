package dev.gapless.simulation;

import dev.gapless.miner.slice.SliceProperties;
import dev.gapless.scheduler.planning.PlanningProperties;
import dev.gapless.scheduler.progress.MiningProgressProperties;
import dev.gapless.simulation.time.SeededRandom;
import java.time.Duration;

/** How the services are set: shorter than in life, so that leases end and things get stuck within a simulation. */
final class SimulatedSettings {

    static final Duration LEASE = Duration.ofSeconds(8);
    static final int PER_ACCOUNT = 4;

    /** Longer than a simulation lasts: a change that no plan follows shows as a lack of progress. */
    static final Duration SWEEP = Duration.ofHours(1);

    static final PlanningProperties PLANNING = new PlanningProperties(
            Duration.ofSeconds(1),
            500,
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            16,
            Duration.ofHours(1),
            Duration.ofSeconds(5));

    static final MiningProgressProperties PROGRESS =
            new MiningProgressProperties(Duration.ofSeconds(5), 5, Duration.ofSeconds(60), Duration.ofMinutes(2));

    private SimulatedSettings() {}

    /** Sometimes a page a slice, so that walks are often resumed. */
    static SliceProperties slice(SeededRandom chance) {
        return new SliceProperties(
                1 + chance.below(6),
                Duration.ofSeconds(3),
                Duration.ofSeconds(6),
                Duration.ofSeconds(1),
                3,
                Duration.ofMillis(200),
                Duration.ofSeconds(1),
                3,
                Duration.ofSeconds(1),
                Duration.ofSeconds(4));
    }
}
