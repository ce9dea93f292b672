package dev.gapless.common.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterHeaderTest {

    private static final Instant SENT = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest(name = "{0} waits {1} s")
    @CsvSource(
            delimiter = '|',
            value = {
                "7 | 7",
                " 30 | 30",
                "0 | 0",
                "7200 | 7200",
                "99999999999999999999 | 999999999",
                "Sun, 01 Mar 2026 12:00:30 GMT | 30",
                "Sun, 01 Mar 2026 11:00:00 GMT | -3600",
            })
    void seconds_and_dates_are_read(String header, long seconds) {
        assertThat(RetryAfterHeader.pause(header, SENT)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "soon", "", "1.5"})
    void what_cannot_be_read_says_nothing(String header) {
        assertThat(RetryAfterHeader.pause(header, SENT)).isNull();
    }

    @Test
    void an_absent_header_says_nothing() {
        assertThat(RetryAfterHeader.pause(null, SENT)).isNull();
    }

    @Test
    void the_pause_that_is_asked_for_is_kept_within_the_callers_bounds() {
        DelayBounds bounds = new DelayBounds(Duration.ofSeconds(1), Duration.ofHours(1));

        assertThat(Stream.of(-5, 0, 1, 9, 3_600, 999_999_999)
                        .map(Duration::ofSeconds)
                        .map(bounds::within)
                        .map(Duration::toSeconds))
                .containsExactly(1L, 1L, 1L, 9L, 3_600L, 3_600L);
    }
}
