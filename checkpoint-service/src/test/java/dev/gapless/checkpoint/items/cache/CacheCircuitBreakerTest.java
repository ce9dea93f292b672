package dev.gapless.checkpoint.items.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;

class CacheCircuitBreakerTest {

    private static final String NONE = "none";

    private final FakeClock clock = new FakeClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final CacheCircuitBreaker breaker = new CacheCircuitBreaker(clock, new SimpleMeterRegistry());

    @Test
    void one_failure_stops_all_calls_for_five_seconds_and_then_one_call_tries() {
        fail();
        clock.advance(Duration.ofSeconds(4));
        assertThat(breaker.attempt(() -> "asked", NONE)).isEqualTo(NONE);

        clock.advance(Duration.ofSeconds(2));
        assertThat(breaker.attempt(() -> "first, second: " + breaker.attempt(() -> "asked", NONE), NONE))
                .isEqualTo("first, second: none");
        assertThat(breaker.attempt(() -> "asked", NONE)).isEqualTo("asked");
    }

    @Test
    void a_failure_of_the_call_that_tries_stops_all_calls_again() {
        fail();
        clock.advance(Duration.ofSeconds(6));
        fail();

        assertThat(breaker.attempt(() -> "asked", NONE)).isEqualTo(NONE);
    }

    @Test
    void a_bug_is_thrown_and_stops_no_call() {
        assertThatThrownBy(() -> breaker.attempt(
                        () -> {
                            throw new IllegalStateException("bug");
                        },
                        NONE))
                .hasMessage("bug");

        assertThat(breaker.attempt(() -> "asked", NONE)).isEqualTo("asked");
    }

    @Test
    void an_error_of_the_call_that_tries_does_not_end_all_tries() {
        fail();
        clock.advance(Duration.ofSeconds(6));
        assertThatThrownBy(() -> breaker.attempt(
                        () -> {
                            throw new StackOverflowError();
                        },
                        NONE))
                .isInstanceOf(StackOverflowError.class);

        clock.advance(Duration.ofSeconds(6));
        assertThat(breaker.attempt(() -> "asked", NONE)).isEqualTo("asked");
    }

    private void fail() {
        assertThat(breaker.attempt(
                        () -> {
                            throw new QueryTimeoutException("away");
                        },
                        NONE))
                .isEqualTo(NONE);
    }
}
