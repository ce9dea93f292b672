package dev.gapless.connector.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LatenessEstimatorTest {

    private final LatenessEstimator lateness = new LatenessEstimator(250_000, 60_000_000);

    @Test
    void unmeasured_it_is_what_the_manifest_grants() {
        assertThat(lateness.margin()).isEqualTo(250_000);
    }

    @Test
    void what_comes_early_does_not_lower_it() {
        for (int i = 0; i < 1_000; i++) {
            lateness.saw(1_000);
        }
        assertThat(lateness.margin()).isEqualTo(250_000);
    }

    @Test
    void while_little_is_measured_the_latest_of_all_counts() {
        lateness.saw(1_000);
        lateness.saw(5_000_000);
        lateness.saw(1_000);
        assertThat(lateness.margin()).isBetween(5_000_000L, 7_000_000L);
    }

    @Test
    void of_many_it_is_above_all_but_one_in_a_thousand() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            lateness.saw(random.nextInt(2_000_000));
        }
        assertThat(lateness.margin()).isBetween(1_990_000L, 2_800_000L);
    }

    @Test
    void what_is_later_than_the_bound_is_no_measure() {
        lateness.saw(86_400_000_000L);
        assertThat(lateness.margin()).isEqualTo(250_000);
    }

    @Test
    void it_is_never_above_the_bound() {
        lateness.saw(60_000_000);
        assertThat(lateness.margin()).isEqualTo(60_000_000);
    }

    @Test
    void an_old_storm_fades() {
        for (int i = 0; i < 100; i++) {
            lateness.saw(30_000_000);
        }
        for (int i = 0; i < 200_000; i++) {
            lateness.saw(1_000);
        }
        assertThat(lateness.margin()).isEqualTo(250_000);
    }
}
