package dev.gapless.scheduler.planning;

import static dev.gapless.scheduler.planning.PlannedStreams.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FrontierTrailTest {

    private static final Duration SETTLE = Duration.ofSeconds(10);

    private final FrontierTrail trail = new FrontierTrail();

    @Test
    void a_position_is_as_old_as_the_first_sight_of_something_beyond_it() {
        trail.reached(100, NOON);
        trail.reached(100, NOON.plusSeconds(5));
        trail.reached(120, NOON.plusSeconds(10));

        assertThat(trail.age(99, NOON.plusSeconds(30))).isEqualTo(Duration.ofSeconds(30));
        assertThat(trail.age(100, NOON.plusSeconds(30))).isEqualTo(Duration.ofSeconds(20));
        assertThat(trail.age(120, NOON.plusSeconds(30))).isZero();
    }

    @Test
    void a_frontier_that_falls_or_a_clock_that_does_makes_nothing_older() {
        trail.reached(100, NOON);
        trail.reached(90, NOON.plusSeconds(5));

        assertThat(trail.age(95, NOON.plusSeconds(9))).isEqualTo(Duration.ofSeconds(9));
        assertThat(trail.age(95, NOON.minusSeconds(9))).isZero();
    }

    @Test
    void a_long_trail_gets_coarser_and_never_older_than_it_is() {
        for (int second = 0; second < 100_000; second++) {
            trail.reached(second + 1, NOON.plusSeconds(second));
        }

        for (int position = 0; position < 99_999; position += 997) {
            Duration age = trail.age(position, NOON.plusSeconds(100_000));
            assertThat(age).isLessThanOrEqualTo(Duration.ofSeconds(100_000 - position));
        }
        assertThat(trail.age(0, NOON.plusSeconds(100_000))).isEqualTo(Duration.ofSeconds(100_000));
    }

    @Test
    void what_is_covered_is_forgotten() {
        trail.reached(100, NOON);
        trail.reached(120, NOON.plusSeconds(10));
        trail.settled(Duration.ZERO, NOON.plusSeconds(10));
        trail.covered(100);

        assertThat(trail.age(50, NOON.plusSeconds(30))).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void numbers_have_settled_when_a_higher_one_has_been_known_for_so_long() {
        trail.reached(100, NOON);
        trail.reached(120, NOON.plusSeconds(3));

        assertThat(trail.settled(SETTLE, NOON.plusMillis(9_999))).isNegative();
        assertThat(trail.settles(SETTLE)).isEqualTo(NOON.plusSeconds(10));
        assertThat(trail.settled(SETTLE, NOON.plusSeconds(10))).isEqualTo(100);
        assertThat(trail.settles(SETTLE)).isEqualTo(NOON.plusSeconds(13));
        assertThat(trail.settled(SETTLE, NOON.plusSeconds(13))).isEqualTo(120);
        assertThat(trail.settles(SETTLE)).isNull();
    }

    /** Otherwise a hole below would wait for ever: what is covered is heard of again at each plan. */
    @Test
    void what_is_covered_settles_all_the_same() {
        for (int second = 0; second <= 10; second++) {
            trail.reached(100, NOON.plusSeconds(second));
            trail.settled(SETTLE, NOON.plusSeconds(second));
            trail.covered(100);
        }
        trail.reached(100, NOON.plusSeconds(11));

        assertThat(trail.settled(SETTLE, NOON.plusSeconds(11))).isEqualTo(100);
    }

    @Test
    void a_clock_that_falls_settles_nothing_early_and_takes_nothing_back() {
        trail.reached(100, NOON);
        trail.settled(SETTLE, NOON.plusSeconds(10));
        trail.reached(120, NOON.plusSeconds(11));

        assertThat(trail.settled(SETTLE, NOON.minusSeconds(60))).isEqualTo(100);
        assertThat(trail.settled(SETTLE, NOON.plusSeconds(20))).isEqualTo(100);
    }

    @Test
    void a_long_trail_settles_late_and_never_early() {
        Duration settle = Duration.ofSeconds(5_000);
        long settled = Long.MIN_VALUE;
        for (int second = 0; second < 100_000; second++) {
            trail.reached(second + 1, NOON.plusSeconds(second));
            settled = trail.settled(settle, NOON.plusSeconds(second));
            assertThat(settled).isLessThanOrEqualTo(second + 1 - 5_000L);
            trail.covered(settled);
        }

        assertThat(settled).as("a coarse trail goes on").isGreaterThan(80_000);
    }
}
