package dev.gapless.capture.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReconnectBackoffTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    /** Draws the highest number that it may. */
    private final ReconnectBackoff patient = new ReconnectBackoff(new Highest());

    @Test
    void each_failure_doubles_the_bound_from_one_second_to_a_minute() {
        assertThat(Stream.generate(patient::afterFailure).limit(9).map(Duration::toMillis))
                .containsExactly(1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 60_000L, 60_000L, 60_000L);
    }

    @Test
    void health_makes_the_next_try_quick_and_the_failures_forgotten() {
        patient.afterFailure();
        patient.afterFailure();

        assertThat(patient.afterHealth()).isEqualTo(Duration.ofMillis(500));
        assertThat(patient.afterFailure()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void waits_are_spread_over_all_of_the_bound(long seed) {
        ReconnectBackoff reconnection = new ReconnectBackoff(new SplittableRandom(seed));

        assertThat(Stream.generate(reconnection::afterHealth).limit(200).mapToLong(Duration::toMillis))
                .allMatch(wait -> wait >= 1 && wait <= 500)
                .anyMatch(wait -> wait < 100)
                .anyMatch(wait -> wait > 400);
    }

    @Test
    void a_sound_connection_is_followed_at_once_five_times_a_minute_and_then_within_twelve_seconds() {
        for (int time = 0; time < 5; time++) {
            assertThat(patient.atOnce(NOON.plusSeconds(time))).isZero();
        }

        assertThat(patient.atOnce(NOON.plusSeconds(59))).isEqualTo(Duration.ofSeconds(12));
        assertThat(patient.atOnce(NOON.plusSeconds(60))).isZero();
    }

    @Test
    void sound_connections_never_count_as_failures_however_many_follow_each_other() {
        for (int failure = 0; failure < 8; failure++) {
            patient.afterFailure();
        }
        for (int time = 0; time < 50; time++) {
            assertThat(patient.atOnce(NOON)).isLessThanOrEqualTo(Duration.ofSeconds(12));
        }

        assertThat(patient.afterFailure()).isEqualTo(Duration.ofSeconds(1));
    }

    private static final class Highest implements java.util.random.RandomGenerator {
        @Override
        public long nextLong() {
            return Long.MAX_VALUE;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    }
}
