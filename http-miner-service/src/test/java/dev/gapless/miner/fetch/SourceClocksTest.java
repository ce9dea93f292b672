package dev.gapless.miner.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SourceClocksTest {

    private final FakeClock clock = new FakeClock(Instant.parse("2026-01-01T12:00:00Z"));
    private final SourceClocks clocks = new SourceClocks(clock, new SimpleMeterRegistry());

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
        answered(6);
        answered(5);
        answered(9);
        assertThat(clocks.behind("forum")).isEqualTo(Duration.ofSeconds(5));
        assertThat(clocks.behind("other")).isZero();
    }

    @Test
    void what_was_measured_long_ago_is_forgotten() {
        answered(1);
        clock.advance(Duration.ofMinutes(11));
        answered(8);
        assertThat(clocks.behind("forum")).isEqualTo(Duration.ofSeconds(1));
        clock.advance(Duration.ofMinutes(11));
        answered(9);
        assertThat(clocks.behind("forum")).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void an_answer_of_last_week_was_kept_by_somebody_and_tells_nothing() {
        answered(7 * 86_400);
        assertThat(clocks.behind("forum")).isZero();
    }

    private void answered(long secondsBehind) {
        clocks.answered("forum", clock.instant().minusSeconds(secondsBehind));
    }
}
