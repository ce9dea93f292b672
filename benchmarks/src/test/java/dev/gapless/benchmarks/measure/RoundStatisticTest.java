package dev.gapless.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundStatisticTest {

    @Test
    void the_middle_value_and_the_range() {
        assertThat(RoundStatistic.of(List.of(9.0, 1.0, 4.0))).isEqualTo(new RoundStatistic(4, 1, 9));
        assertThat(RoundStatistic.of(List.of(4.0, 1.0))).isEqualTo(new RoundStatistic(2.5, 1, 4));
    }

    @Test
    void no_rounds_are_no_figure() {
        assertThatThrownBy(() -> RoundStatistic.of(List.of())).hasMessageContaining("at least one");
    }
}
