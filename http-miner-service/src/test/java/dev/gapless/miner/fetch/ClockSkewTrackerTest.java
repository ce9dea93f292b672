package dev.gapless.miner.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class ClockSkewTrackerTest {

    private final FakeClock clock = new FakeClock(Instant.parse("2026-01-01T12:00:00Z"));
    private final FakeClock even = new FakeClock(Instant.parse("2000-01-01T00:00:00Z"));
    private final ClockSkewTracker clocks = new ClockSkewTracker(
            clock, () -> ChronoUnit.NANOS.between(Instant.EPOCH, even.instant()), new SimpleMeterRegistry());

    @Test
    void a_source_that_was_not_measured_is_not_behind() {
        assertThat(clocks.behind("forum")).isZero();
    }

    @Test
    void a_source_that_is_ahead_is_not_behind() {
        answered(-30);
        assertThat(clocks.behind("forum")).isZero();
    }

    @Test
    void of_several_answers_the_one_that_tells_least_counts() {
        answered(5_400, Duration.ZERO);
        answered(5_000, Duration.ZERO);
        answered(6_000, Duration.ZERO);
        answered(8_900, Duration.ofSeconds(3));
        assertThat(clocks.behind("forum")).isEqualTo(Duration.ofSeconds(5));
        assertThat(clocks.behind("other")).isZero();
    }

    /** What was measured before would have the range claimed that the source is about to give out again. */
    @Test
    void a_clock_that_was_set_back_is_believed_at_once() {
        answered(0, Duration.ZERO);
        answered(5_000, Duration.ofSeconds(1));
        assertThat(clocks.behind("forum")).isEqualTo(Duration.ofSeconds(5));
        answered(0, Duration.ZERO);
        assertThat(clocks.behind("forum")).as("put right again").isZero();
    }

    @Test
    void what_was_measured_long_ago_is_forgotten() {
        answered(1);
        pass(Duration.ofMinutes(11));
        answered(1_800, Duration.ZERO);
        assertThat(clocks.behind("forum")).isEqualTo(Duration.ofSeconds(1));
        pass(Duration.ofMinutes(11));
        answered(2_000, Duration.ZERO);
        assertThat(clocks.behind("forum")).isEqualTo(Duration.ofMillis(1_800));
    }

    @Test
    void when_our_clock_is_set_forward_the_source_is_behind_by_so_much_more() {
        answered(2);
        clock.advance(Duration.ofHours(1));
        assertThat(clocks.behind("forum")).isEqualTo(Duration.ofSeconds(3_602));
        answered(3_603);
        assertThat(clocks.behind("forum")).isEqualTo(Duration.ofSeconds(3_602));
    }

    @Test
    void a_machine_that_starts_days_ahead_claims_nothing_of_the_sources_future() {
        answered(7 * 86_400);
        assertThat(clocks.behind("forum")).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void an_answer_of_last_week_that_a_cache_has_kept_holds_nothing_back_once_another_comes() {
        answered(7 * 86_400);
        answered(3);
        assertThat(clocks.behind("forum")).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void a_date_days_ahead_tells_nothing() {
        answered(5);
        answered(-2 * 86_400);
        assertThat(clocks.behind("forum")).isEqualTo(Duration.ofSeconds(5));
    }

    private void pass(Duration time) {
        clock.advance(time);
        even.advance(time);
    }

    private void answered(long secondsBehind) {
        answered(secondsBehind * 1_000, Duration.ZERO);
    }

    private void answered(long millisBehind, Duration took) {
        clocks.answered("forum", clock.instant().minusMillis(millisBehind), took);
    }
}
