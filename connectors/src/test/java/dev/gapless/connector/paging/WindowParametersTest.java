package dev.gapless.connector.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.connector.extraction.NumberForm;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowParametersTest {

    @ParameterizedTest
    @CsvSource({
        "MICROSECONDS, true, true, 2500000, 7500000",
        "MICROSECONDS, false, false, 2499999, 7499999",
        "SECONDS, true, true, 2, 8",
        "SECONDS, false, false, 1, 7",
    })
    void the_window_is_asked_for_in_the_sources_steps_and_never_less_than_it(
            NumberForm form, boolean sinceInclusive, boolean untilExclusive, String since, String until) {
        WindowParameters window = new WindowParameters("s", sinceInclusive, "u", untilExclusive, form);
        assertThat(window.asking(2_500_000, 7_500_000)).isEqualTo(Map.of("s", since, "u", until));
    }

    @ParameterizedTest
    @CsvSource({"true, 3", "false, 2"})
    void a_bound_on_a_step_is_asked_for_as_it_is(boolean untilExclusive, String until) {
        WindowParameters window = new WindowParameters(null, true, "u", untilExclusive, NumberForm.SECONDS);
        assertThat(window.asking(0, 3_000_000)).isEqualTo(Map.of("u", until));
    }
}
