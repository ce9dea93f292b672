package dev.gapless.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExpressionReaderTest {

    @Test
    void names_labels_groups_and_windows_are_found() {
        ExpressionReader read = ExpressionReader.of(
                "sum by (source, le) (rate(a_total{path=~\"$path\",x!=\"by (y)\"}[$__rate_interval]))"
                        + " / on (job) group_left () (b:c:d > bool 0) or vector(0) and max(e offset 5m)");

        assertThat(read.series()).isEqualTo(Map.of("a_total", Set.of("path", "x"), "b:c:d", Set.of(), "e", Set.of()));
        assertThat(read.grouped()).containsExactlyInAnyOrder("source", "le", "job");
        assertThat(read.windows()).containsExactly("$__rate_interval");
    }

    @Test
    void growth_counts_counters_that_did_not_exist_before() {
        assertThat(ExpressionMacros.expand("sum(grown(a{b=\"c\"}; 1h)) > 0"))
                .isEqualTo("sum((increase(a{b=\"c\"}[1h]) > 0 or (a{b=\"c\"} > 0 unless a{b=\"c\"} offset 1h))) > 0");
    }
}
