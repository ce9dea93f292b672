package dev.gapless.scheduler.planning;

import static dev.gapless.scheduler.planning.PlannedStreams.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FrontierTrailTest {

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
        trail.covered(100);

        assertThat(trail.age(50, NOON.plusSeconds(30))).isEqualTo(Duration.ofSeconds(20));
    }
}
