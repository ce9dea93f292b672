package dev.gapless.miner.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest(name = "{0} waits {1} s")
    @CsvSource(
            delimiter = '|',
            value = {
                "7 | 7",
                " 30 | 30",
                "0 | 1",
                "3600 | 3600",
                "3601 | 3600",
                "99999999999999999999 | 3600",
                "Sun, 01 Mar 2026 12:00:30 GMT | 30",
                "Sun, 01 Mar 2026 11:00:00 GMT | 1",
                "Mon, 02 Mar 2026 12:00:00 GMT | 3600",
                "-5 | 5",
                "soon | 5",
            })
    void seconds_and_dates_are_read_and_kept_between_a_second_and_an_hour(String header, long seconds) {
        assertThat(RetryAfter.instant(header, NOW)).isEqualTo(NOW.plusSeconds(seconds));
    }

    @Test
    void an_absent_header_means_five_seconds() {
        assertThat(RetryAfter.instant(null, NOW)).isEqualTo(NOW.plus(Duration.ofSeconds(5)));
    }
}
