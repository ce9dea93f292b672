package dev.gapless.capture.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReconnectionTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration HEALTHY = Duration.ofSeconds(10);

    private final Reconnection reconnection = new Reconnection(new SplittableRandom(1));

    @Test
    void after_a_healthy_connection_the_wait_is_short_however_often_it_is_lost() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(reconnection.after(HEALTHY)).isPositive().isLessThanOrEqualTo(Duration.ofMillis(500));
        }
    }

    @Test
    void failures_double_the_bound_to_a_minute_and_it_never_gives_up() {
        Duration longest = Duration.ZERO;
        for (int i = 0; i < 1_000; i++) {
            Duration wait = reconnection.after(Duration.ZERO);
            Duration bound = Duration.ofMillis(Math.min(60_000, 500L << Math.min(i + 1, 7)));
            assertThat(wait).isPositive().isLessThanOrEqualTo(bound);
            longest = longest.compareTo(wait) > 0 ? longest : wait;
        }
        assertThat(longest).isGreaterThan(Duration.ofSeconds(30));
    }

    @Test
    void one_healthy_connection_makes_up_for_all_failures() {
        for (int i = 0; i < 20; i++) {
            assertThat(reconnection.after(Duration.ZERO)).isPositive();
        }

        assertThat(reconnection.after(HEALTHY)).isLessThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void waits_are_spread_over_their_whole_range() {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            waits.add(reconnection.after(HEALTHY).toMillis());
        }

        assertThat(waits.stream().filter(wait -> wait < 125).count()).isBetween(150L, 350L);
        assertThat(waits.stream().filter(wait -> wait > 375).count()).isBetween(150L, 350L);
    }

    @Test
    void a_sound_connection_may_begin_anew_at_once_five_times_a_minute() {
        for (int i = 0; i < 5; i++) {
            assertThat(reconnection.atOnce(NOON.plusSeconds(i))).isZero();
        }
        assertThat(reconnection.atOnce(NOON.plusSeconds(6))).isPositive();
        assertThat(reconnection.atOnce(NOON.plusSeconds(120))).isZero();
    }
}
