package dev.gapless.live.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CacheCursorTest {

    private static final Instant NOW = Instant.parse("2024-10-09T00:01:05Z");

    private final CacheCursor cursors = new CacheCursor(Clock.fixed(NOW, ZoneOffset.UTC), new Random(1));

    @Test
    void a_cursor_is_the_number_of_the_interval_and_never_the_one_before() {
        assertThat(cursors.next(null)).isEqualTo("3");
        assertThat(cursors.next("2")).isEqualTo("3");
        assertThat(cursors.next("-1")).isEqualTo("3");
        assertThat(cursors.next("999999999999999999999")).isEqualTo("3");
        for (String told : new String[] {"3", "4", "5000"}) {
            assertThat(Long.parseLong(cursors.next(told)))
                    .isBetween(Long.parseLong(told) + 1, Long.parseLong(told) + 180);
        }
    }
}
