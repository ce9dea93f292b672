package dev.gapless.benchmarks.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.FigureGoal;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That it runs and judges; never how much of a quota is used. */
@Tag("long")
class QuotaBenchmarkIT {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void calls_are_made_at_the_limit_and_at_half_of_it(boolean headers) throws Exception {
        try (BenchmarkRig rig = BenchmarkRig.start(directory, List.of(), BenchmarkRig.Vacuum.BETWEEN_PARTS)) {
            BenchmarkReport report = new QuotaBenchmark(
                            rig, new QuotaVariant(2, headers, !headers, false), Duration.ofSeconds(4), step -> {})
                    .run();

            assertThat(report.goals()).hasSize(3);
            assertThat(report.rounds().parts())
                    .hasSize(2)
                    .allSatisfy(part -> assertThat(report.rounds().of(part))
                            .extracting(PartSample::items)
                            .allMatch(calls -> calls > 0));
        }
    }

    /** The sandbox counts: where the miners' own word would do, a lost limit would pass for a kept one. */
    @Test
    void no_call_is_refused_while_redis_is_stopped() throws Exception {
        try (BenchmarkRig rig = BenchmarkRig.start(directory, List.of(), BenchmarkRig.Vacuum.BETWEEN_PARTS)) {
            BenchmarkReport report = new QuotaBenchmark(
                            rig, new QuotaVariant(3, true, true, true), Duration.ofSeconds(10), step -> {})
                    .run();

            assertThat(report.goals()).allMatch(FigureGoal::met);
            assertThat(report.rounds().parts())
                    .hasSize(2)
                    .allSatisfy(part -> assertThat(report.rounds().of(part))
                            .extracting(PartSample::items)
                            .allMatch(calls -> calls > 500));
        }
    }
}
