package dev.gapless.live.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogOffsetsTest {

    /** Clients of the Durable Streams protocol may compare offsets as texts: 9 comes before 10 then. */
    @Test
    void the_texts_of_one_reader_ascend_and_are_read_again() {
        Random random = new Random(7);
        long[] next = new long[3];
        String before = new LogOffsets("e", next).text();
        for (int step = 0; step < 2_000; step++) {
            next[random.nextInt(next.length)] +=
                    random.nextInt(8) == 0 ? 1 + random.nextLong(1L << random.nextInt(50)) : 1;
            LogOffsets place = new LogOffsets("e", next);
            assertThat(place.text()).isGreaterThan(before).matches("[A-Za-z0-9:._-]+");
            assertThat(LogOffsets.parse(place.text())).contains(place);
            before = place.text();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-1", "now", "e", "e:", "e:0", "e:b0", "e:a00", "e:b1", "e:a-1", "e:a1.", ":a1", "e:a1,a2"})
    void what_is_no_offset_is_refused(String text) {
        assertThat(LogOffsets.parse(text)).isEmpty();
    }
}
