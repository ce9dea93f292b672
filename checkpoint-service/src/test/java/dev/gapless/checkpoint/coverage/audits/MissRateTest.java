package dev.gapless.checkpoint.coverage.audits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MissRateTest {

    @Test
    void nothing_read_again_measures_nothing() {
        assertThat(MissRate.of(3, 100, 0, 0)).isEqualTo(new MissRate(3, 100, 0, 0, null, null, null));
    }

    /** Figures of the interval as statistics packages give them. */
    @Test
    void the_interval_is_wilsons() {
        MissRate some = MissRate.of(1, 1, 100, 5);
        assertThat(some.rate()).isEqualTo(0.05);
        assertThat(some.low()).isCloseTo(0.021544, within(1e-5));
        assertThat(some.high()).isCloseTo(0.111750, within(1e-5));
    }

    @Test
    void without_a_miss_the_rate_may_still_be_above_nothing() {
        MissRate none = MissRate.of(1, 1, 1_000, 0);
        assertThat(none.low()).isZero();
        assertThat(none.high()).isCloseTo(0.003827, within(1e-5));
    }
}
