package dev.gapless.miner.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateHeadersTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void nothing_left_means_a_pause_until_the_reset_in_seconds_from_now() {
        assertThat(RateHeaders.pause("0", "12", NOW)).isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void a_large_reset_is_seconds_of_the_epoch() {
        String reset = Long.toString(NOW.getEpochSecond() + 40);

        assertThat(RateHeaders.pause("0", reset, NOW)).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void something_left_means_no_pause() {
        assertThat(RateHeaders.pause("1", "12", NOW)).isNull();
    }

    @Test
    void a_reset_in_the_past_means_no_pause() {
        assertThat(RateHeaders.pause("0", "0", NOW)).isNull();
        assertThat(RateHeaders.pause("0", "1700000000", NOW)).isNull();
    }

    @Test
    void absent_or_unreadable_headers_say_nothing() {
        assertThat(RateHeaders.pause(null, "12", NOW)).isNull();
        assertThat(RateHeaders.pause("0", null, NOW)).isNull();
        assertThat(RateHeaders.pause("none", "12", NOW)).isNull();
        assertThat(RateHeaders.pause("0", "99999999999999", NOW)).isNull();
    }
}
