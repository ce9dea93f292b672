package dev.gapless.miner.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuotaRunwayTest {

    private static final RateLimitKey ANN = new RateLimitKey("forum", "ann");
    private static final RateLimitKey BOB = new RateLimitKey("forum", "bob");
    private static final double DAY = 86_400;

    private final AtomicLong nanos = new AtomicLong();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final QuotaRunway runway = new QuotaRunway(nanos::get, meters);

    @Test
    void a_quota_lasts_as_long_as_its_present_pace_says() {
        for (int i = 0; i < 20; i++) {
            runway.left(ANN, 1_000 - 10L * i);
            after(Duration.ofSeconds(2));
        }

        // 5 a second, of 810 two seconds ago
        assertThat(seconds()).isCloseTo(160, within(1.0));
    }

    @Test
    void the_credential_that_is_used_up_first_is_told() {
        runway.left(ANN, 1_000);
        runway.left(BOB, 100);
        after(Duration.ofSeconds(10));
        runway.left(ANN, 990);
        runway.left(BOB, 90);

        assertThat(seconds()).isCloseTo(90, within(0.1));
    }

    @Test
    void a_quota_that_is_filled_again_or_does_not_shrink_is_no_alarm() {
        runway.left(ANN, 10);
        assertThat(seconds()).isEqualTo(DAY);
        after(Duration.ofSeconds(5));
        runway.left(ANN, 1_000);
        assertThat(seconds()).isEqualTo(DAY);
        after(Duration.ofSeconds(5));
        runway.left(ANN, 1_000);

        assertThat(seconds()).isEqualTo(DAY);
    }

    @Test
    void a_quota_that_was_filled_again_goes_on_at_its_pace() {
        runway.left(ANN, 100);
        after(Duration.ofSeconds(5));
        runway.left(ANN, 50);
        after(Duration.ofSeconds(5));
        runway.left(ANN, 1_000);

        assertThat(seconds()).isCloseTo(100, within(0.1));
    }

    @Test
    void what_was_not_said_for_long_is_forgotten() {
        runway.left(ANN, 100);
        after(Duration.ofSeconds(10));
        runway.left(ANN, 10);
        assertThat(seconds()).isLessThan(2);

        after(Duration.ofMinutes(6));

        assertThat(seconds()).isEqualTo(DAY);
    }

    private void after(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private double seconds() {
        return meters.get("gapless.upstream.quota.runway.seconds")
                .tag("source", "forum")
                .gauge()
                .value();
    }
}
