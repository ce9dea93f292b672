package dev.gapless.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {

    @Test
    void the_middle_value_and_the_range() {
        assertThat(Figure.of(List.of(9.0, 1.0, 4.0))).isEqualTo(new Figure(4, 1, 9));
        assertThat(Figure.of(List.of(4.0, 1.0))).isEqualTo(new Figure(2.5, 1, 4));
    }

    @Test
    void no_rounds_are_no_figure() {
        assertThatThrownBy(() -> Figure.of(List.of())).hasMessageContaining("at least one");
    }
}
