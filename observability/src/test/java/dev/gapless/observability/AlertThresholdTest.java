package dev.gapless.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator may set the numbers of the alerts. */
class AlertThresholdTest {

    @TempDir
    private Path directory;

    @Test
    void every_threshold_stands_in_an_expression_and_none_is_left_unfilled() {
        RuleCatalogue shipped = RuleCatalogue.load();
        for (AlertThreshold threshold : shipped.thresholds()) {
            RuleCatalogue other = RuleCatalogue.load(Map.of(threshold.name(), "987654"));

            assertThat(other.alerts())
                    .as(threshold.name())
                    .anySatisfy(alert -> assertThat(alert.expression()).contains("> 987654"));
        }
        assertThat(shipped.alerts()).allSatisfy(alert -> {
            assertThat(alert.expression()).doesNotContainPattern("<[a-z]");
            assertThat(alert.prove() + alert.works()).doesNotContainPattern("<[a-z]");
        });
    }

    @Test
    void the_rules_are_written_with_other_thresholds() throws Exception {
        ObservabilityFiles.main(
                new String[] {".", "rules", directory.toString(), "coverage-lag=600", "throttled-share=0.5"});

        assertThat(Files.readString(directory.resolve("gapless-completeness.yaml")))
                .contains("max by (source) (gapless_coverage_lag_seconds) > 600");
        assertThat(Files.readString(directory.resolve("gapless-mining.yaml"))).contains("> 0.5\"");
        assertThat(directory.resolve("gapless-recordings.yaml")).exists();
    }

    @Test
    void a_threshold_that_there_is_not_and_a_value_that_is_no_number_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuleCatalogue.load(Map.of("coverage", "600")))
                .withMessageContaining("coverage-lag");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuleCatalogue.load(Map.of("coverage-lag", "10m")))
                .withMessageContaining("expected: a number");
    }

    @Test
    void the_names_of_thresholds_are_listed_in_the_order_of_their_file() {
        String names = RuleCatalogue.load().thresholds().stream()
                .map(AlertThreshold::name)
                .collect(Collectors.joining(", "));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuleCatalogue.load(Map.of("coverage", "600")))
                .withMessageContaining("one of %s)".formatted(names));
    }

    @Test
    void the_files_are_not_written_without_a_directory() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObservabilityFiles.main(new String[0]))
                .withMessageContaining("repository");
    }
}
