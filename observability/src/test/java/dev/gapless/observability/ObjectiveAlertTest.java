package dev.gapless.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When the alert of the objective begins and ends. A stream with an objective of 99.9 % in 1 min is cut off for 5 min.
 * The late seconds are those that {@code ObjectiveRoundIT} counts by the scheduler's own code.
 */
class ObjectiveAlertTest {

    private static final Path RULES = Path.of("..", "observability", "prometheus", "rules")
            .toAbsolutePath()
            .normalize();

    /** Minutes of quiet before the cut, which is longer than the longest window of the fast alert. */
    private static final int CUT = 400;

    @TempDir
    private Path directory;

    /**
     * After 2 min 70 s of the last hour are late, 1.94 %, which is more than 14.4 times 0.1 %. That must hold for 2
     * min. In the end 240 s of 6 h are late, 1.11 %, which is more than 6 times 0.1 %. So it holds until the last 30
     * min have no late second, 35 min after the cut. The alert is kept for 10 min.
     */
    @Test
    void the_alert_fires_four_minutes_after_the_cut_and_ends_45_minutes_after_it() throws Exception {
        assertThat(fires(3)).isFalse();
        assertThat(fires(4)).isTrue();
        assertThat(fires(44)).isTrue();
        assertThat(fires(45)).isFalse();
    }

    private boolean fires(int minute) throws IOException, InterruptedException {
        Path test = Files.writeString(directory.resolve("cut.yaml"), """
                rule_files: ["%1$s/gapless-recordings.yaml", "%1$s/gapless-completeness.yaml"]
                group_eval_order: [gapless-recordings, gapless-completeness]
                evaluation_interval: 1m
                tests:
                  - interval: 1m
                    input_series:
                      - {series: 'gapless_slo_target_ratio{source="cut",stream="posts"}', values: '0.999x500'}
                      - {series: 'gapless_slo_due_seconds_total{source="cut",stream="posts"}', values: '0+60x500'}
                      - {series: 'gapless_slo_late_seconds_total{source="cut",stream="posts"}', values: '0x%2$d 10 70 130 190 240x90'}
                    promql_expr_test:
                      - expr: 'group(ALERTS{alertname="GaplessCompletenessBurnFast",alertstate="firing"})'
                        eval_time: %3$dm
                        exp_samples: [{labels: '{}', value: 1}]
                """.formatted(RULES, CUT, CUT + minute));
        Path output = directory.resolve("output");
        int status = promtool(output, "test", "rules", test.toString());
        if (status != 0) {
            assertThat(Files.readString(output)).contains("got: nil");
        }
        return status == 0;
    }

    private static int promtool(Path output, String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException absent) {
            assumeTrue(false, "promtool is not on the path (Debian: apt install prometheus)");
            throw absent;
        }
        return process.waitFor();
    }
}
