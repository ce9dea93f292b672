package dev.gapless.benchmarks.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That it runs and judges; never how fast anything is. */
@Tag("long")
class CacheBenchmarkIT {

    private static final int ITEMS = 2_000;

    /** A test machine may be so busy that Redis is late: that would be no measurement, and is no defect. */
    private static final List<String> PATIENT =
            List.of("--spring.data.redis.timeout=2s", "--spring.data.redis.connect-timeout=2s");

    @TempDir
    private Path directory;

    @Test
    void redis_is_asked_missed_and_asked_again() throws Exception {
        List<String> settings = Stream.concat(CacheBenchmark.SETTINGS.stream(), PATIENT.stream())
                .toList();
        try (BenchmarkRig rig = BenchmarkRig.start(directory, settings, BenchmarkRig.Vacuum.BETWEEN_PARTS)) {
            BenchmarkReport report = new CacheBenchmark(rig, ITEMS, 1, 0, step -> {}).run();

            assertThat(report.goals()).hasSize(1);
            assertThat(report.facts()).hasSize(6);
            assertThat(report.rounds().parts())
                    .hasSize(6)
                    .allSatisfy(part -> assertThat(report.rounds().of(part))
                            .extracting(PartSample::items)
                            .containsExactly((long) ITEMS));
        }
    }
}
