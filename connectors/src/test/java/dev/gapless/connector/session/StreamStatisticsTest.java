package dev.gapless.connector.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamStatisticsTest {

    private final StreamStatistics learned = new StreamStatistics(Duration.ofMillis(250), Duration.ofMinutes(1), 2);

    @Test
    void what_a_stream_has_taught_outlives_its_connections() {
        learned.of("a", "posts").lateness().saw(5_000_000);

        assertThat(learned.of("a", "posts").lateness().margin()).isGreaterThan(5_000_000);
        assertThat(learned.of("a", "likes").lateness().margin()).isEqualTo(250_000);
    }

    @Test
    void the_stream_whose_connection_is_oldest_is_forgotten_first() {
        learned.of("a", "posts").lateness().saw(5_000_000);
        learned.of("b", "posts").lateness().saw(5_000_000);
        learned.of("a", "posts");
        learned.of("c", "posts");

        assertThat(learned.of("a", "posts").lateness().margin()).isGreaterThan(5_000_000);
        assertThat(learned.of("b", "posts").lateness().margin()).isEqualTo(250_000);
    }
}
