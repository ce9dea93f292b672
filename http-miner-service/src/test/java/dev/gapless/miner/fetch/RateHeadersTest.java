package dev.gapless.miner.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateHeadersTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void nothing_left_means_a_pause_until_the_reset_in_seconds_from_now() {
        assertThat(RateHeaders.pauseUntil("0", "12", NOW)).isEqualTo(NOW.plusSeconds(12));
    }

    @Test
    void a_large_reset_is_seconds_of_the_epoch() {
        String reset = Long.toString(NOW.getEpochSecond() + 40);

        assertThat(RateHeaders.pauseUntil("0", reset, NOW)).isEqualTo(NOW.plusSeconds(40));
    }

    @Test
    void something_left_means_no_pause() {
        assertThat(RateHeaders.pauseUntil("1", "12", NOW)).isNull();
    }

    @Test
    void a_reset_in_the_past_means_no_pause_and_a_far_one_is_an_hour() {
        assertThat(RateHeaders.pauseUntil("0", "0", NOW)).isNull();
        assertThat(RateHeaders.pauseUntil("0", "1700000000", NOW)).isNull();
        assertThat(RateHeaders.pauseUntil("0", "86400", NOW)).isEqualTo(NOW.plusSeconds(3600));
    }

    @Test
    void absent_or_unreadable_headers_say_nothing() {
        assertThat(RateHeaders.pauseUntil(null, "12", NOW)).isNull();
        assertThat(RateHeaders.pauseUntil("0", null, NOW)).isNull();
        assertThat(RateHeaders.pauseUntil("none", "12", NOW)).isNull();
        assertThat(RateHeaders.pauseUntil("0", "99999999999999", NOW)).isNull();
    }
}
