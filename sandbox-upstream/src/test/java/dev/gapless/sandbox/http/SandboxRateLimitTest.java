package dev.gapless.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SandboxRateLimitTest {

    private final AtomicLong nanos = new AtomicLong();
    private final SandboxRateLimit limit = new SandboxRateLimit(nanos::get);

    @Test
    void fifty_at_once_and_no_more() {
        for (int i = 49; i >= 0; i--) {
            assertThat(limit.take("acc-0001")).isEqualTo(new SandboxRateLimit.Left(true, 50, i, (50 - i + 24) / 25));
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

        assertThat(limit.take("acc-0001")).isEqualTo(new SandboxRateLimit.Left(true, 50, 49, 1));
    }

    @Test
    void a_quota_that_is_halved_takes_what_is_saved_up_too() {
        assertThat(limit.take("acc-0001").allowed()).isTrue();
        limit.set(new SandboxRateLimit.Quota(12, 20, true, false));

        assertThat(limit.take("acc-0001")).isEqualTo(new SandboxRateLimit.Left(true, 20, 19, 1));
        drain();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        for (int i = 0; i < 12; i++) {
            assertThat(limit.take("acc-0001").allowed()).isTrue();
        }
        assertThat(limit.take("acc-0001").allowed()).isFalse();
    }

    @Test
    void a_quota_of_nothing_is_refused() {
        assertThatThrownBy(() -> new SandboxRateLimit.Quota(0, 1, true, false))
                .isInstanceOf(BadParameterException.class)
                .hasMessageContaining("perSecond");
        assertThatThrownBy(() -> new SandboxRateLimit.Quota(1, 0, true, false))
                .isInstanceOf(BadParameterException.class)
                .hasMessageContaining("burst");
    }

    private void drain() {
        while (limit.take("acc-0001").allowed()) {
            // until it is empty
        }
    }
}
