package dev.gapless.benchmarks.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.benchmarks.hop.HopBenchmark;
import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.FigureGoal;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the benchmarks run and judge; never how fast anything is. */
@Tag("long")
class LedgerBenchmarkIT {

    private static final int ITEMS = 3_000;

    @TempDir
    private Path directory;

    @Test
    void every_part_is_measured_and_every_goal_judged() throws Exception {
        try (BenchmarkRig rig = BenchmarkRig.start(directory, List.of(), BenchmarkRig.Vacuum.BETWEEN_PARTS)) {
            BenchmarkReport ledger = new LedgerBenchmark(rig, ITEMS, 1, 0, step -> {}).run();
            BenchmarkReport hop = new HopBenchmark(rig, 1_000, 1, step -> {}).run();

            assertThat(ledger.rounds().parts())
                    .containsAll(BenchmarkParts.BARE)
                    .contains(BenchmarkParts.END_TO_END, BenchmarkParts.DUPLICATES);
            assertThat(ledger.goals()).hasSize(4);
            PartSample upsert = ledger.rounds().of(BenchmarkParts.UPSERT).getFirst();
            assertThat(upsert.items()).isEqualTo(ITEMS);
            assertThat(upsert.wal()).isPositive();
            assertThat(ledger.profile()).isNotEmpty();
            assertThat(hop.goals()).extracting(FigureGoal::limit).containsOnly(0.15);
        }
    }
}
