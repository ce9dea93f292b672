package dev.gapless.sandbox.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @Test
    void every_unit_is_known() {
        assertThat(DurationText.parse("x", "250ms")).isEqualTo(Duration.ofMillis(250));
        assertThat(DurationText.parse("x", "5s")).isEqualTo(Duration.ofSeconds(5));
        assertThat(DurationText.parse("x", "3m")).isEqualTo(Duration.ofMinutes(3));
        assertThat(DurationText.parse("x", "24h")).isEqualTo(Duration.ofDays(1));
        assertThat(DurationText.parse("x", "3650d")).isEqualTo(Duration.ofDays(3_650));
    }

    @Test
    void a_sign_is_read_where_time_may_run_back() {
        assertThat(DurationText.parseSigned("x", "-5s")).isEqualTo(Duration.ofSeconds(-5));
        assertThat(DurationText.parseSigned("x", "5s")).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-1s", "5 s", "1w", "3651d", "999999999999d", "1234567890123s"})
    void anything_else_is_refused_by_its_name(String text) {
        assertThatThrownBy(() -> DurationText.parse("delay", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("delay: '" + text + "'");
    }
}
