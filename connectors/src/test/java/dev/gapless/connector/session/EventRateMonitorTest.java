package dev.gapless.connector.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventRateMonitorTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final EventRateMonitor pace = new EventRateMonitor();
    private Instant now = Instant.parse("2026-01-02T12:00:00Z");

    @Test
    void a_stream_that_has_said_little_is_never_too_quiet() {
        events(10, SECOND);
        assertThat(pace.tooQuiet(Duration.ofDays(1))).isFalse();
    }

    @Test
    void one_event_a_second_and_then_none_for_half_a_minute_is_too_quiet() {
        events(100, SECOND);
        assertThat(pace.tooQuiet(Duration.ofSeconds(15))).isFalse();
        assertThat(pace.tooQuiet(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void a_pause_as_long_as_one_of_late_is_nothing_new() {
        events(100, SECOND);
        events(1, Duration.ofMinutes(10));
        events(10, SECOND);
        assertThat(pace.tooQuiet(Duration.ofMinutes(15))).isFalse();
    }

    @Test
    void the_time_without_a_connection_is_no_pause() {
        events(100, SECOND);
        pace.interrupted();
        events(1, Duration.ofHours(3));
        assertThat(pace.tooQuiet(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void each_suspicion_doubles_the_patience_until_an_event_comes() {
        events(100, SECOND);
        pace.suspected();
        assertThat(pace.tooQuiet(Duration.ofSeconds(30))).isFalse();
        assertThat(pace.tooQuiet(Duration.ofSeconds(60))).isTrue();
        events(1, SECOND);
        assertThat(pace.tooQuiet(Duration.ofSeconds(30))).isTrue();
    }

    private void events(int count, Duration apart) {
        for (int i = 0; i < count; i++) {
            now = now.plus(apart);
            pace.event(now);
        }
    }
}
