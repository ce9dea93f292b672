package dev.gapless.common.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.ErrorResponseException;

class PageEndTest {

    private static PageEnd end(String text) {
        return new PageEnd(text, "day/source/account");
    }

    @Test
    void the_last_value_may_have_slashes() {
        assertThat(end("2026-01-31/forum/ann/smith").values()).containsExactly("2026-01-31", "forum", "ann/smith");
        assertThat(end("").day("2026-01-31")).isEqualTo(LocalDate.parse("2026-01-31"));
        assertThat(end("").instant("2026-01-31T12:00:00.123456789Z"))
                .as("as precise as the database")
                .isEqualTo(Instant.parse("2026-01-31T12:00:00.123456Z"));
    }

    @Test
    void too_few_values_are_refused_with_the_form() {
        assertThatExceptionOfType(ErrorResponseException.class)
                .isThrownBy(() -> end("2026-01-31/forum").values())
                .satisfies(refused -> assertThat(refused.getBody().getDetail())
                        .isEqualTo("after: '2026-01-31/forum' (expected: day/source/account)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "+1000000000-12-31T23:59:59Z", "1969-12-31T23:59:59Z", ""})
    void instants_that_no_database_holds_are_refused(String instant) {
        assertThatExceptionOfType(ErrorResponseException.class).isThrownBy(() -> end("").instant(instant));
    }

    @ParameterizedTest
    @ValueSource(strings = {"today", "+999999999-12-31", "1969-12-31"})
    void days_that_no_database_holds_are_refused(String day) {
        assertThatExceptionOfType(ErrorResponseException.class).isThrownBy(() -> end("").day(day));
    }
}
