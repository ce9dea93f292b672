package dev.gapless.benchmarks.hints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.benchmarks.measure.Sample;
import dev.gapless.benchmarks.report.Report;
import dev.gapless.benchmarks.rig.Rig;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That it runs and judges; never how fast anything is. */
class HintsBenchmarkIT {

    private static final int ITEMS = 2_000;

    /** A test machine may be so busy that Redis is late: that would be no measurement, and is no defect. */
    private static final List<String> PATIENT =
            List.of("--spring.data.redis.timeout=2s", "--spring.data.redis.connect-timeout=2s");

    @TempDir
    private Path directory;

    @Test
    void redis_is_asked_missed_and_asked_again() throws Exception {
        List<String> settings = Stream.concat(HintsBenchmark.SETTINGS.stream(), PATIENT.stream())
                .toList();
        try (Rig rig = Rig.start(directory, settings, Rig.Vacuum.BETWEEN_PARTS)) {
            Report report = new HintsBenchmark(rig, ITEMS, 1, 0, step -> {}).run();

            assertThat(report.goals()).hasSize(1);
            assertThat(report.facts()).hasSize(6);
            assertThat(report.rounds().parts())
                    .hasSize(6)
                    .allSatisfy(part -> assertThat(report.rounds().of(part))
                            .extracting(Sample::items)
                            .containsExactly((long) ITEMS));
        }
    }
}
