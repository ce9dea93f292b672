package dev.gapless.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SandboxRateLimitTest {

    private final AtomicLong nanos = new AtomicLong();
    private final SandboxRateLimit limit = new SandboxRateLimit(nanos::get);

    @Test
    void fifty_at_once_and_no_more() {
        for (int i = 49; i >= 0; i--) {
            assertThat(limit.take("acc-0001")).isEqualTo(new SandboxRateLimit.Left(true, i, (50 - i + 24) / 25));
        }

        assertThat(limit.take("acc-0001").allowed()).isFalse();
        assertThat(limit.take("acc-0002").allowed()).as("another account").isTrue();
    }

    @Test
    void twenty_five_come_back_each_second() {
        drain();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        for (int i = 0; i < 25; i++) {
            assertThat(limit.take("acc-0001").allowed()).isTrue();
        }
        assertThat(limit.take("acc-0001").allowed()).isFalse();
    }

    @Test
    void never_more_than_fifty_are_saved_up() {
        drain();
        nanos.addAndGet(Duration.ofHours(1).toNanos());

        assertThat(limit.take("acc-0001")).isEqualTo(new SandboxRateLimit.Left(true, 49, 1));
    }

    private void drain() {
        while (limit.take("acc-0001").allowed()) {
            // until it is empty
        }
    }
}
