package dev.gapless.common.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryBackoffTest {

    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration MAX = Duration.ofSeconds(1);

    @ParameterizedTest(name = "after {0} failures up to {1} ms")
    @CsvSource({"1, 50", "2, 100", "5, 800", "6, 1000", "40, 1000", "2147483647, 1000"})
    void the_bound_doubles_up_to_the_longest_and_delays_fill_it(int failures, long bound) {
        var full = RetryBackoff.fullJitter(FIRST, MAX, new SplittableRandom(failures));
        var half = RetryBackoff.halfJitter(FIRST, MAX, new SplittableRandom(failures));

        assertThat(Stream.generate(() -> full.after(failures).toNanos()).limit(200))
                .allMatch(delay -> delay > 0 && delay <= bound * 1_000_000)
                .anyMatch(delay -> delay < bound * 200_000)
                .anyMatch(delay -> delay > bound * 800_000);
        assertThat(Stream.generate(() -> half.after(failures).toNanos()).limit(200))
                .allMatch(delay -> delay > bound * 500_000 && delay <= bound * 1_000_000);
    }
}
