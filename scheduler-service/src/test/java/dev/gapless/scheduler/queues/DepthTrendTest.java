package dev.gapless.scheduler.queues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DepthTrendTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final DepthTrend trend = new DepthTrend(Duration.ofMinutes(10));

    private void sample(int second, long depth) {
        trend.add(NOON.plusSeconds(second), depth);
    }

    @Test
    void a_burst_and_a_pause_of_the_reader_move_the_speed_little() {
        for (int second = 0; second <= 300; second += 15) {
            boolean burst = second == 150;
            boolean pause = second == 225;
            sample(second, 10_000 - 20L * second + (burst ? 5_000 : 0) + (pause ? 300 : 0));
        }
        assertThat(trend.perSecond().orElseThrow()).isEqualTo(-20, offset(1.0));
    }

    @Test
    void older_samples_are_forgotten_and_a_clock_that_was_set_back_begins_anew() {
        sample(0, 0);
        sample(15, 1_500);
        assertThat(trend.perSecond()).as("of two samples").isEmpty();
        sample(30, 3_000);
        assertThat(trend.perSecond()).hasValue(100);

        sample(700, 3_000);
        sample(715, 2_970);
        sample(730, 2_940);
        assertThat(trend.perSecond()).hasValue(-2);
        sample(1, 0);
        assertThat(trend.perSecond()).isEmpty();
    }
}
