package dev.gapless.capture.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LivenessTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void silence_is_too_long_only_after_the_limit() {
        IdleDetector silence = new IdleDetector(Duration.ofSeconds(4), Duration.ofSeconds(2), NOON);

        assertThat(silence.tooLong(NOON.plusSeconds(2))).isFalse();
        assertThat(silence.tooLong(NOON.plusSeconds(4))).isFalse();
        assertThat(silence.tooLong(NOON.plusSeconds(5))).isTrue();

        silence.heard(NOON.plusSeconds(3));
        assertThat(silence.tooLong(NOON.plusSeconds(7))).isFalse();
        assertThat(silence.tooLong(NOON.plusSeconds(8))).isTrue();
    }

    @Test
    void a_process_that_stood_still_gives_what_arrived_meanwhile_a_round() {
        IdleDetector silence = new IdleDetector(Duration.ofSeconds(4), Duration.ofSeconds(1), NOON);

        assertThat(silence.tooLong(NOON.plusSeconds(60))).isFalse();
        assertThat(silence.tooLong(NOON.plusSeconds(61))).isTrue();
    }

    @Test
    void one_pong_answers_all_pings_before_it_and_each_only_once() {
        PingTracker pings = new PingTracker();
        pings.next();
        pings.next();
        long third = pings.next();

        assertThat(pings.answeredBy(third)).isEqualTo(3);
        assertThat(pings.answeredBy(third)).isZero();
        assertThat(pings.answeredBy(1)).isZero();
    }

    @Test
    void a_pong_that_nobody_asked_for_answers_nothing() {
        PingTracker pings = new PingTracker();
        pings.next();

        assertThat(pings.answeredBy(-1)).isZero();
        assertThat(pings.answeredBy(2)).isZero();
        assertThat(pings.answeredBy(1)).isEqualTo(1);
    }

    @Test
    void a_steady_clock_goes_on_evenly_when_its_origin_is_set() {
        FakeClock origin = new FakeClock(NOON);
        AtomicLong nanos = new AtomicLong(5);
        MonotonicClock steady = new MonotonicClock(origin, nanos::get);

        origin.set(NOON.plusSeconds(3_600));
        nanos.addAndGet(1_000_000);

        assertThat(steady.instant()).isEqualTo(NOON.plusMillis(1));
    }

    @Test
    void rounds_that_were_missed_are_not_made_up_for() {
        PeriodicTrigger rhythm = new PeriodicTrigger(Duration.ofSeconds(1), NOON);

        assertThat(rhythm.due(NOON.plusMillis(999))).isFalse();
        assertThat(rhythm.due(NOON.plusSeconds(10))).isTrue();
        assertThat(rhythm.due(NOON.plusSeconds(10))).isFalse();
        assertThat(rhythm.until(NOON.plusSeconds(10))).isEqualTo(Duration.ofSeconds(1));
    }
}
