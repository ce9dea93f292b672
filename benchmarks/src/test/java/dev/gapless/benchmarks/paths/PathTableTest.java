package dev.gapless.benchmarks.paths;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.standalone.check.NoticedVersions.NoticeFigures;
import dev.gapless.standalone.demo.PathComparison.PathFigures;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathTableTest {

    @Test
    void a_row_tells_calls_refusals_coverage_and_latency() {
        NoticeFigures noticed = new NoticeFigures(8, 6, 4, 3, new long[] {10, 20, 30, 40, 50, 1_600});

        assertThat(PathBenchmark.table(List.of(new PathFigures("plain poller", 6_000, 120, noticed))))
                .endsWith("| plain poller | 6,000 | 120 | 75.00 % | 75.00 % of 8 | 40 / 1,600 |"
                        + System.lineSeparator());
    }
}
