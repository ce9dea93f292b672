package dev.gapless.benchmarks.traces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That it runs and judges; never how much anything costs. */
@Tag("long")
class TracesBenchmarkIT {

    private static final int ITEMS = 4_000;

    @TempDir
    private Path directory;

    @Test
    void records_become_changes_with_and_without_traces() throws Exception {
        try (BenchmarkRig rig = BenchmarkRig.start(directory, List.of(), BenchmarkRig.Vacuum.BETWEEN_PARTS)) {
            BenchmarkReport report = new TracesBenchmark(rig, ITEMS, 1, 0, step -> {}).run();

            assertThat(report.goals()).hasSize(1);
            assertThat(report.facts()).hasSize(2);
            assertThat(report.rounds().parts())
                    .containsExactlyInAnyOrder(
                            "traces off, sent",
                            "traces off",
                            "1 % traced, sent",
                            "1 % traced",
                            "all traced, sent",
                            "all traced")
                    .allSatisfy(part -> assertThat(report.rounds().of(part))
                            .extracting(PartSample::seconds)
                            .hasSize(1));
        }
    }
}
