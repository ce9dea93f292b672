package dev.gapless.scheduler.schedules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.scheduler.schedules.AdaptivePollProperties.ActivityFactors;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdaptivePollPropertiesTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private static AdaptivePollProperties properties(Duration reliable, Duration unreliable) {
        return new AdaptivePollProperties(
                Duration.ofMinutes(1),
                reliable,
                unreliable,
                0.8,
                DAY,
                Duration.ofMinutes(15),
                Duration.ofHours(12),
                new ActivityFactors(100, 0.5, 10, 0.75, 1.5));
    }

    @ParameterizedTest
    @CsvSource({
        "true,  0.81, 101, PT3H",
        "true,  0.81, 100, PT4H30M",
        "true,  0.81,  11, PT4H30M",
        "true,  0.81,  10, PT9H",
        "true,  0.80,   0, PT1H30M",
        "false, 1.00,   0, PT1H30M",
        "false, 1.00,  50, PT45M",
        "false, 0.00, 500, PT30M"
    })
    void the_period_follows_from_reliability_and_activity(
            boolean connected, double reliability, double items, Duration expected) {
        assertThat(properties(Duration.ofHours(6), Duration.ofHours(1)).period(connected, reliability, items))
                .isEqualTo(expected);
    }

    @Test
    void the_period_has_bounds() {
        AdaptivePollProperties wide = properties(Duration.ofHours(20), Duration.ofMinutes(10));

        assertThat(wide.period(true, 1, 0)).isEqualTo(Duration.ofHours(12));
        assertThat(wide.period(false, 1, 1_000)).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void reliability_is_the_share_of_about_a_day_whatever_the_distance_of_looks() {
        AdaptivePoll unknown = new AdaptivePoll("s", "a", true, AdaptivePoll.UNKNOWN, 0, null);
        AdaptivePoll begun = unknown.seen(DAY, NOON);
        assertThat(begun.reliability()).isEqualTo(0.5);

        AdaptivePoll hourly = begun;
        for (int hour = 1; hour <= 24; hour++) {
            hourly = hourly.seen(DAY, NOON.plus(Duration.ofHours(hour)));
        }
        AdaptivePoll once = begun.seen(DAY, NOON.plus(DAY));

        assertThat(once.reliability()).isCloseTo(1 - 0.5 / Math.E, Offset.offset(1e-9));
        assertThat(hourly.reliability()).isCloseTo(once.reliability(), Offset.offset(1e-9));
        AdaptivePoll away = new AdaptivePoll("s", "a", false, 1, 0, NOON);
        assertThat(away.seen(DAY, NOON.plus(DAY)).reliability()).isCloseTo(1 / Math.E, Offset.offset(1e-9));
    }
}
