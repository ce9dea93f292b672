package dev.gapless.benchmarks.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.benchmarks.hop.HopBenchmark;
import dev.gapless.benchmarks.measure.Sample;
import dev.gapless.benchmarks.report.Goal;
import dev.gapless.benchmarks.report.Report;
import dev.gapless.benchmarks.rig.Rig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the benchmarks run and judge; never how fast anything is. */
class LedgerBenchmarkIT {

    private static final int ITEMS = 3_000;

    @TempDir
    private Path directory;

    @Test
    void every_part_is_measured_and_every_goal_judged() throws Exception {
        try (Rig rig = Rig.start(directory, List.of(), Rig.Vacuum.BETWEEN_PARTS)) {
            Report ledger = new LedgerBenchmark(rig, ITEMS, 1, 0, step -> {}).run();
            Report hop = new HopBenchmark(rig, 1_000, 1, step -> {}).run();

            assertThat(ledger.rounds().parts()).containsAll(Parts.BARE).contains(Parts.END_TO_END, Parts.DUPLICATES);
            assertThat(ledger.goals()).hasSize(4);
            Sample upsert = ledger.rounds().of(Parts.UPSERT).getFirst();
            assertThat(upsert.items()).isEqualTo(ITEMS);
            assertThat(upsert.wal()).isPositive();
            assertThat(ledger.profile()).isNotEmpty();
            assertThat(hop.goals()).extracting(Goal::limit).containsOnly(0.15);
        }
    }
}
