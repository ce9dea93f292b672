package dev.gapless.sandbox.faults;

import static dev.gapless.sandbox.faults.FakeSocket.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.sandbox.time.AdjustableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** A platform whose clock is wrong. */
class ClockFaultsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final AdjustableClock clock = new AdjustableClock(Clock.fixed(NOON, ZoneOffset.UTC));

    @Test
    void a_step_is_there_at_once_and_steps_add_up() {
        ClockStep ahead = new ClockStep(order("{'kind':'clock-step','by':'5s'}"), clock);
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(5));
        ClockStep behind = new ClockStep(order("{'kind':'clock-step','by':'-8s'}"), clock);

        assertThat(clock.instant()).isEqualTo(NOON.minusSeconds(3));
        assertThat(clock.withZone(ZoneOffset.ofHours(2)).instant()).isEqualTo(NOON.minusSeconds(3));
        assertThat(ahead.active() && behind.active()).isTrue();
        assertThat(ahead.fired()).isEqualTo(ahead.planned()).isEqualTo(1);
    }

    @Test
    void with_a_duration_the_clock_is_put_right_again() {
        ClockStep step = new ClockStep(order("{'kind':'clock-step','by':'5s','duration':'0s'}"), clock);

        assertThat(clock.instant()).isEqualTo(NOON);
        assertThat(step.active()).isFalse();
    }

    @Test
    void a_drift_gains_for_its_duration_and_keeps_it() {
        ClockDrift drift = new ClockDrift(order("{'kind':'clock-drift','ppm':500000,'duration':'10ms'}"), clock);
        await().until(() -> !drift.active());

        assertThat(clock.instant()).isEqualTo(NOON.plus(Duration.ofMillis(5)));
        assertThat(drift.fired()).isEqualTo(1);
    }

    @Test
    void a_drift_grows_with_time() {
        new ClockDrift(order("{'kind':'clock-drift','ppm':1000000,'duration':'1h'}"), clock);
        Instant first = clock.instant();

        await().until(() -> clock.instant().isAfter(first.plusMillis(2)));
        assertThat(first).isAfterOrEqualTo(NOON);
    }
}
