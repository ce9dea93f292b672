package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AdminCallSamplerTest {

    private final AdminCallSampler calls = new AdminCallSampler(() -> {}, () -> {}, Duration.ofMillis(1));

    @Test
    void a_call_that_is_answered_in_the_end_has_not_failed() throws Exception {
        AtomicInteger tries = new AtomicInteger();

        calls.call(() -> {
            if (tries.incrementAndGet() < 5) {
                throw new IOException("connection refused");
            }
        });

        assertThat(calls.summary()).isEqualTo("admin calls 1, tried again 4, failed 0");
    }

    @Test
    void a_call_that_is_never_answered_has_failed_once() throws Exception {
        calls.call(() -> {
            throw new IOException("connection refused");
        });

        assertThat(calls.failed()).isEqualTo(1);
    }
}
