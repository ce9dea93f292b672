package dev.gapless.processor.backoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryBackoffTest {

    @ParameterizedTest(name = "after {0} failures")
    @ValueSource(ints = {1, 2, 5, 6, 40, Integer.MAX_VALUE})
    void waits_a_little_longer_each_time_and_never_more_than_a_second(int failures) {
        var backoff = new RetryBackoff(new SplittableRandom(failures));

        assertThat(backoff.after(failures)).isBetween(Duration.ofMillis(1), Duration.ofSeconds(1));
    }
}
